import type { Matcher, MatcherContext, MatcherName, MatcherOptions, MatcherResult } from "../matchers.ts";
import type { JudgingQueue } from "./judging-queue.ts";
import { beginAtTest, createPendingAssertion, type PendingAssertion, watchAwait } from "./pending-assertion.ts";
import type { ProjectDefaults } from "./project-options.ts";
import { withDefaults } from "./with-defaults.ts";

/** A call of a matcher in a test, with what its runner knows. */
export interface AssertionCall extends Pick<MatcherContext, "isNot" | "subject" | "utils" | "onRecord"> {
  readonly received: unknown;
  readonly name: MatcherName;
  readonly options: MatcherOptions[MatcherName] | undefined;
  readonly defaults: ProjectDefaults;
  /** The function that the test called; stacks begin above it. */
  readonly matcher: (...args: never[]) => unknown;
  /** How many times the runner chains on the promise before the test gets it; Infinity if that is not known. */
  readonly wrappers: number;
  /** Where to note it: the assertions of its test. */
  readonly assertions: Set<PendingAssertion>;
  readonly queue: JudgingQueue;
  /** Why it cannot be judged here, if so. */
  readonly obstacle: string | undefined;
  /** Milliseconds until the runner ends the test, asked when its turn has come; undefined where it never does. */
  readonly timeLeftMs: () => number | undefined;
  /** Waits for what else runs in the worker; gives an obstacle if that does not end. */
  readonly quiet?: () => Promise<string | undefined>;
}

/**
 * Judges one assertion of a test, in turn, and notices whether the test awaits it.
 *
 * What cannot be judged is refused by a throw within the call, the only moment that certainly belongs to the right test.
 */
export function assertInTest(call: AssertionCall): Promise<MatcherResult> {
  const { received, name, defaults, matcher, isNot, queue, obstacle } = call;
  // What is no object is left to the matcher to refuse.
  const options =
    call.options === undefined || isObject(call.options) ? withDefaults(name, call.options, defaults) : call.options;
  if (obstacle !== undefined && options.inconclusive !== "warn") throw refuse(obstacle, matcher);

  const assertion = createPendingAssertion(name, isNot ? ".not" : "", matcher);
  call.assertions.add(assertion);
  const judge = async (): Promise<MatcherResult> => {
    try {
      // Its test ended while it waited for another.
      if (assertion.isLate) return silent(isNot);
      // Loaded by the first assertion: a suite without any does not pay for it.
      const core = await import("../matchers.ts");
      const refusal = obstacle ?? (await call.quiet?.());
      return await (core.matchers[name] as Matcher<MatcherOptions[MatcherName]>)(received, options, {
        isNot,
        utils: call.utils,
        subject: call.subject,
        timeLeftMs: call.timeLeftMs(),
        refuse: refusal,
        onRecord: call.onRecord,
      });
    } finally {
      assertion.isFinished = true;
    }
  };
  const verdict = queue.take(judge, () => assertion.isLate);
  return watchAwait(silenceIfLate(verdict, assertion, isNot), assertion, call.wrappers);
}

/** Makes the error that refuses an assertion; its stack begins at the call of `matcher`. */
export function refuse(text: string, matcher: (...args: never[]) => unknown): TypeError {
  const error = new TypeError(text);
  beginAtTest(error, matcher);
  return error;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function silenceIfLate(
  verdict: Promise<MatcherResult>,
  assertion: PendingAssertion,
  isNot: boolean,
): Promise<MatcherResult> {
  try {
    const outcome = await verdict;
    return assertion.isLate ? silent(isNot) : outcome;
  } catch (error) {
    if (assertion.isLate) return silent(isNot);
    throw error;
  }
}

function silent(isNot: boolean): MatcherResult {
  return { pass: !isNot, message: () => "" };
}
