import type { Leak } from "../leak.ts";

/** A leak of the runtime itself, which no change of the program mends. */
interface KnownLeak {
  /** Matched against the lines of the trace. */
  readonly line: RegExp;
  /** Releases of Node that have it: from the first of each pair, up to and without the second. */
  readonly releases: readonly (readonly [from: string, before: string])[];
  readonly what: string;
}

const ALWAYS = "9999.0.0";

// Each was measured on the releases that are named.
const knownLeaks: readonly KnownLeak[] = [
  {
    // nodejs/node#57867 brought it, #62367 mended it: leaks on 22.16.0, 22.23.3, 24.0.0 and 25.9.0, not on 23.0.0, 24.16.0 and 26.1.0.
    line: /\bgcPersistentSignals\b/,
    releases: [
      ["22.16.0", "23.0.0"],
      ["24.0.0", "24.16.0"],
      ["25.0.0", "26.1.0"],
    ],
    what: "Node keeps every signal of AbortSignal.any() that waits for a timeout; mended in Node 24.16.0 and 26.1.0",
  },
  {
    // Grows by 162 B for each new name on 25.0.0, 25.9.0, 26.0.0 and 26.10.0, without end, and by nothing on 24.21.0 or with the flag.
    line: /^what V8 remembers for this function: string/,
    releases: [["25.0.0", ALWAYS]],
    what: "V8 keeps every property name that is put together with `+`; node --no-cache-property-key-string-adds stops it",
  },
];

/** Says what is known of a leak that the runtime itself makes on a release of Node; undefined for all others. */
export function findKnown({ trace }: Pick<Leak, "trace">, release: string): string | undefined {
  return knownLeaks.find(
    ({ line, releases }) =>
      releases.some(([from, before]) => !isBefore(release, from) && isBefore(release, before)) &&
      trace.some(({ reference, name }) => line.test(`${reference}: ${name}`)),
  )?.what;
}

function isBefore(release: string, other: string): boolean {
  const [parts, others] = [release, other].map((text) => text.split(".").map(Number));
  const differs = parts!.findIndex((part, at) => part !== others![at]);
  return differs >= 0 && parts![differs]! < others![differs]!;
}
