import type { Circus } from "@jest/types";
import type { PendingAssertion } from "@leakproof/core/worker";

/** One attempt at a test, from before its first `beforeEach` until after its last `afterEach`. */
export interface RunningTest {
  readonly test: Circus.TestEntry;
  readonly assertions: Set<PendingAssertion>;
}

/** A function of the user's that runs, and how long it may. */
interface Span {
  readonly startedAt: number;
  readonly timeoutMs: number;
}

/** Follows the events of one test file: which test runs, and how much of its time is left. */
export class FollowedTests {
  /** The test that runs; none while concurrent tests do. */
  running: RunningTest | undefined;
  #span: Span | undefined;

  /** Has to be told of each event before anything is done because of it. */
  follow(event: Circus.Event, state: Circus.State): void {
    const { name } = event;
    if (name === "test_start") {
      this.running = event.test.concurrent ? undefined : { test: event.test, assertions: new Set() };
    } else if (name === "test_skip" || name === "test_todo") {
      this.running = undefined;
    } else if (name === "hook_start") {
      this.#start(event.hook.timeout ?? 0, state);
    } else if (name === "test_fn_start" && !event.test.concurrent) {
      this.#start(event.test.timeout ?? 0, state);
    }
  }

  /** Milliseconds until Jest gives up on the test or hook that runs, or undefined if it never does. */
  timeLeftMs(): number | undefined {
    if (this.#span === undefined) return undefined;
    const { startedAt, timeoutMs } = this.#span;
    return Number.isFinite(timeoutMs) ? Math.max(0, timeoutMs - (performance.now() - startedAt)) : undefined;
  }

  #start(ownTimeoutMs: number, { testTimeout }: Circus.State): void {
    this.#span = { startedAt: performance.now(), timeoutMs: ownTimeoutMs || testTimeout };
  }
}

/** The name that reporters show: those of its suites and its own. */
export function fullName(test: Circus.TestEntry): string {
  const names: string[] = [test.name];
  // The outermost block stands for the file.
  for (let { parent } = test; parent.parent !== undefined; { parent } = parent as Required<Circus.DescribeBlock>) {
    names.unshift(parent.name);
  }
  return names.join(" > ");
}
