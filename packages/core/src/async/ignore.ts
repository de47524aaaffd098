import type { IgnoreEntry } from "../options.ts";
import type { AsyncFinding, Excused } from "./record.ts";

/** Divides findings into those to report and those that an entry matches, by kind, detail, functions, files or trace. */
export function dividedByIgnore(
  findings: readonly AsyncFinding[],
  entries: readonly IgnoreEntry[],
): { readonly findings: readonly AsyncFinding[]; readonly ignored: readonly Excused[] } {
  const reported: AsyncFinding[] = [];
  const ignored: Excused[] = [];
  for (const finding of findings) {
    const entry = entries.find(({ leak }) => textsOf(finding).some((text) => matches(leak, text)));
    if (entry === undefined) reported.push(finding);
    else ignored.push({ kind: finding.kind, count: finding.count, reason: entry.reason });
  }
  return { findings: reported, ignored };
}

function textsOf({ kind, detail, stack, leak }: AsyncFinding): string[] {
  const traced = leak === undefined ? [] : leak.trace.flatMap(({ reference, name }) => [reference, name]);
  return [
    kind,
    ...(detail === undefined ? [] : [detail]),
    ...stack.map(({ position }) => `${position.functionName ?? ""} (${position.file}:${position.line})`),
    ...(leak === undefined ? [] : [leak.fingerprint]),
    ...traced,
  ];
}

function matches(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === "string" ? text.includes(pattern) : pattern.test(text);
}
