import type { Places } from "../records/places.ts";
import { counted } from "../report/format.ts";
import { groupBy } from "./group-by.ts";
import type { Problem } from "./problem.ts";

/** Problems that are one mistake; never empty. */
export type Alike = readonly [Problem, ...Problem[]];

/** Puts together what is one mistake: what has the same name, or is of one sort at one place. */
export function groupProblems(problems: readonly Problem[]): Alike[] {
  return [...groupBy(problems, identityOf).values()] as unknown as Alike[];
}

function identityOf({ fingerprint, rule, position, title, record: { subject } }: Problem): string {
  // Two assertions that look for different things name one leak alike.
  if (fingerprint !== undefined) return fingerprint;
  return position === undefined
    ? [rule.id, title, subject.file, subject.test].join("\0")
    : [rule.id, title, position.file, position.line].join("\0");
}

/** Names the tests that showed it: `test/leaky.test.ts > a request leaves nothing behind and 2 further tests`. */
export function seenBy(alike: Alike, places: Places): string {
  const tests = new Set(
    alike.map(({ record: { subject } }) =>
      [subject.file === undefined ? "" : places.inProject(subject.file), subject.test ?? ""]
        .filter((part) => part !== "")
        .join(" > "),
    ),
  );
  const [first = ""] = tests;
  return tests.size > 1 ? `${first} and ${counted(tests.size - 1, "further test")}` : first;
}
