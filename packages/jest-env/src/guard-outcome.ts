import type { Circus } from "@jest/types";
import type { FileOutcome } from "@leakproof/core/guard";
import { fullName } from "./followed-tests.ts";

/** Tells how the tests of a file went, and whose leftovers count. */
export function outcomeOf({ rootDescribeBlock }: Circus.State): FileOutcome {
  const ran = testsIn(rootDescribeBlock).filter(({ status }) => status === "done");
  const passed = ran.filter(({ errors }) => errors.length === 0);
  const judged = new Set(passed.map(fullName));
  return {
    passed: passed.length,
    ran: ran.length,
    isJudged: ({ test }) => test === undefined || judged.has(test),
  };
}

function testsIn(block: Circus.DescribeBlock): Circus.TestEntry[] {
  return block.children.flatMap((child) => (child.type === "test" ? [child] : testsIn(child)));
}
