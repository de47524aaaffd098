import type { JestEnvironment } from "@jest/environment";
import type { Circus } from "@jest/types";
import type { LeakOptions, LeakRecord, MatcherContext, MatcherResult } from "@leakproof/core/matchers";
import {
  assertInTest,
  createJudgingQueue,
  dismissAssertions,
  misuse,
  type PendingAssertion,
  refuse,
} from "@leakproof/core/runner";
import { ConcurrentTests } from "./concurrent-tests.ts";
import { FollowedTests, fullName } from "./followed-tests.ts";
import type { Settings } from "./settings.ts";
import { type Expect, watchExpect } from "./watch-expect.ts";

/** What Jest knows when it calls a matcher. */
type MatcherState = Pick<MatcherContext, "isNot" | "utils">;

/**
 * The leak assertions of one test file.
 *
 * Lives in the realm of the environment, outside of the vm context of the tests: fake timers do not reach it, and the heap that it
 * measures is the worker's.
 */
export class LeakAssertions {
  readonly #settings: Settings;
  readonly #file: string;
  readonly #environment: Pick<JestEnvironment, "global">;
  readonly #tests = new FollowedTests();
  readonly #concurrent = new ConcurrentTests();
  readonly #queue = createJudgingQueue();
  /** Assertions made in hooks that belong to no test. */
  readonly #outsideTests = new Set<PendingAssertion>();

  constructor(settings: Settings, file: string, environment: Pick<JestEnvironment, "global">) {
    this.#settings = settings;
    this.#file = file;
    this.#environment = environment;
  }

  /** Takes note of an event that Jest does not wait for. */
  noteAtOnce(event: Circus.Event, state: Circus.State): void {
    this.#concurrent.noteDefinition(event, state);
  }

  /** Does what is to be done at an event, after the user's own environment. */
  async follow(event: Circus.Event, state: Circus.State): Promise<void> {
    this.#tests.follow(event, state);
    const { name } = event;
    if (name === "setup") this.#register(event.runtimeGlobals as { expect: Expect });
    else if (name === "test_done") await this.#endTest(event.test);
    else if (name === "run_finish") await this.#endFile(state);
  }

  #register(globals: { expect: Expect }): void {
    const { expect } = globals;
    expect.extend({ toLeakMemory: this.#createMatcher() });
    const watched = watchExpect(expect, (assertion) => this.#pending().add(assertion));
    // What `@jest/globals` gives, and, unless the project wants none of them, the global.
    globals.expect = watched;
    const { global } = this.#environment;
    if (global["expect"] === expect) global["expect"] = watched;
  }

  #createMatcher(): (this: MatcherState, received: unknown, options?: LeakOptions) => Promise<MatcherResult> {
    // oxlint-disable-next-line typescript/no-this-alias -- Jest gives the matcher a `this` of its own
    const assertions = this;
    return function toLeakMemory(received, options) {
      if (!("promise" in this)) throw refuse(misuse.asymmetric, toLeakMemory);
      return assertions.#assert(this, received, options, toLeakMemory);
    };
  }

  #assert(
    { isNot, utils }: MatcherState,
    received: unknown,
    options: LeakOptions | undefined,
    matcher: (...args: never[]) => unknown,
  ): Promise<MatcherResult> {
    const test = this.#tests.running?.test;
    return assertInTest({
      received,
      options,
      defaults: this.#settings.defaults,
      matcher,
      wrappers: 2,
      isNot,
      utils,
      subject: { ...(test === undefined ? {} : { test: fullName(test) }), file: this.#file },
      assertions: this.#pending(),
      queue: this.#queue,
      obstacle: this.#findObstacle(),
      timeLeftMs: () => this.#tests.timeLeftMs(),
      quiet: () => this.#waitForConcurrent(),
      onRecord: (record: LeakRecord) => this.#settings.keepRecords?.([record]),
    });
  }

  #pending(): Set<PendingAssertion> {
    return this.#tests.running?.assertions ?? this.#outsideTests;
  }

  #findObstacle(): string | undefined {
    if (this.#concurrent.isCaller()) return misuse.concurrent("make this a test without `concurrent`");
    return this.#queue.isJudging() ? misuse.busy : undefined;
  }

  async #waitForConcurrent(): Promise<string | undefined> {
    if (!this.#concurrent.areRunning()) return undefined;
    const haveEnded = await this.#concurrent.end((this.#tests.timeLeftMs() ?? PATIENCE_MS) / 2);
    return haveEnded ? undefined : misuse.concurrent("move the concurrent tests of this file to another");
  }

  async #endTest(test: Circus.TestEntry): Promise<void> {
    const { running } = this.#tests;
    if (running?.test !== test) return;
    const forgotten = await dismissAssertions(running.assertions, this.#queue, this.#tests.timeLeftMs());
    this.#tests.running = undefined;
    // A test that failed may not have come to awaiting it.
    if (forgotten !== undefined && test.errors.length === 0) test.errors.push(forgotten);
  }

  async #endFile(state: Circus.State): Promise<void> {
    const forgotten = await dismissAssertions(this.#outsideTests, this.#queue);
    if (forgotten !== undefined) state.unhandledErrors.push(forgotten);
  }
}

const PATIENCE_MS = 10_000;
