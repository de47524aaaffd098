import type { IgnoreEntry } from "./options.ts";
import type { Leak } from "./trace/leak.ts";
import type { IgnoredLeak } from "./verdict.ts";

/** Divides leaks into those to report and those that an entry matches, by the leak's class, any line of its trace or its fingerprint. */
export function dividedByIgnore(
  leaks: readonly Leak[],
  entries: readonly IgnoreEntry[],
): { readonly leaks: readonly Leak[]; readonly ignored: readonly IgnoredLeak[] } {
  const reported: Leak[] = [];
  const ignored: IgnoredLeak[] = [];
  for (const leak of leaks) {
    const entry = entries.find(({ leak: pattern }) => textsOf(leak).some((text) => matches(pattern, text)));
    if (entry) ignored.push({ className: leak.className, perCall: leak.perCall, reason: entry.reason });
    else reported.push(leak);
  }
  return { leaks: reported, ignored };
}

function textsOf(leak: Leak): string[] {
  return [
    leak.className,
    leak.fingerprint,
    ...(leak.holder === undefined ? [] : [leak.holder]),
    ...leak.trace.flatMap(({ reference, name }) => [reference, name]),
  ];
}

function matches(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === "string" ? text.includes(pattern) : pattern.test(text);
}
