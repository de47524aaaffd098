import { chooseFiles, type ChosenTests } from "@leakproof/core/worker";
import type { RunnerTestSuite } from "vitest";
import type { TestSequencer, TestSpecification, Vitest } from "vitest/node";
import { fullName } from "./running-test.ts";

/** Leaves out the files of a run that hold no chosen test, and runs the others in the order of those. */
export function orderFiles(vitest: Vitest, chosen: ChosenTests): void {
  vitest.config.sequence.sequencer = class implements TestSequencer {
    shard(files: TestSpecification[]): TestSpecification[] {
      return files;
    }

    sort(files: TestSpecification[]): TestSpecification[] {
      return chooseFiles(files, ({ moduleId }) => moduleId, chosen);
    }
  };
}

/** Skips the tests of a suite that were not chosen, and its suites that have none; returns whether any is left. */
export function skipOthers(suite: RunnerTestSuite, chosen: ChosenTests): boolean {
  let isAnyLeft = false;
  for (const task of suite.tasks) {
    const isLeft =
      task.type === "suite"
        ? skipOthers(task, chosen)
        : chosen.includes({ file: task.file.filepath, test: fullName(task) });
    if (isLeft) isAnyLeft = true;
    else task.mode = "skip";
  }
  return isAnyLeft;
}
