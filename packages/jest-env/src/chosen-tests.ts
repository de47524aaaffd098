import type { Circus } from "@jest/types";
import type { ChosenTests } from "@leakproof/core/worker";
import { fullName } from "./followed-tests.ts";

/** Skips the tests of a block that were not chosen; Jest runs no hook of a block that has none left. */
export function skipOthers(block: Circus.DescribeBlock, file: string, chosen: ChosenTests): void {
  for (const child of block.children) {
    if (child.type === "describeBlock") skipOthers(child, file, chosen);
    else if (!chosen.includes({ file, test: fullName(child) })) child.mode = "skip";
  }
}
