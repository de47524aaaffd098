export { type AssertionCall, assertInTest, refuse } from "./assert-in-test.ts";
export { dismissAssertions } from "./dismiss-assertions.ts";
export { createJudgingQueue, type JudgingQueue } from "./judging-queue.ts";
export { matcherNames } from "./matcher-names.ts";
export { misuse } from "./misuse.ts";
export {
  createPendingAssertion,
  createThenable,
  leadTo,
  type PendingAssertion,
  watchAwait,
} from "./pending-assertion.ts";
export {
  type AssertionDefaults,
  checkProjectOptions,
  type ProjectDefaults,
  type ProjectOptions,
  readDefaults,
} from "./project-options.ts";
export { createRecordsFile, type RecordsFile } from "./records-file.ts";
export { requestedRecords } from "./requested-records.ts";
export type { LostLine, RunMark, RunPlan } from "./run-marks.ts";
export { watchResolves } from "./watch-resolves.ts";
