export { type HuntRequest, requestedHunt } from "../hunt/request.ts";
export { type AssertionCall, assertInTest, refuse } from "../runner/assert-in-test.ts";
export { chooseFiles, type ChosenTests, chosenTests, noteTest, type TestName } from "../runner/chosen-tests.ts";
export { dismissAssertions } from "../runner/dismiss-assertions.ts";
export { createJudgingQueue, type JudgingQueue } from "../runner/judging-queue.ts";
export { lookFolder } from "../runner/look-folder.ts";
export { matcherNames } from "../runner/matcher-names.ts";
export { misuse } from "../runner/misuse.ts";
export {
  createPendingAssertion,
  createThenable,
  leadTo,
  type PendingAssertion,
  watchAwait,
} from "../runner/pending-assertion.ts";
export { watchResolves } from "../runner/watch-resolves.ts";
