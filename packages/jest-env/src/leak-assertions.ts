import type { JestEnvironment } from "@jest/environment";
import type { Circus } from "@jest/types";
import type { AnyRecord, MatcherContext, MatcherName, MatcherOptions, MatcherResult } from "@leakproof/core/matchers";
import {
  assertInTest,
  chosenTests,
  createJudgingQueue,
  dismissAssertions,
  matcherNames,
  misuse,
  noteTest,
  type PendingAssertion,
  refuse,
} from "@leakproof/core/worker";
import { skipOthers } from "./chosen-tests.ts";
import { ConcurrentTests } from "./concurrent-tests.ts";
import { FollowedTests, fullName } from "./followed-tests.ts";
import type { Settings } from "./settings.ts";
import { type Expect, watchExpect } from "./watch-expect.ts";

/** What Jest knows when it calls a matcher. */
type MatcherState = Pick<MatcherContext, "isNot" | "utils">;

type JestMatcher = (
  this: MatcherState,
  received: unknown,
  options?: MatcherOptions[MatcherName],
) => Promise<MatcherResult>;

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
  #records = 0;
  /** Assertions made in hooks that belong to no test. */
  readonly #outsideTests = new Set<PendingAssertion>();

  constructor(settings: Settings, file: string, environment: Pick<JestEnvironment, "global">) {
    this.#settings = settings;
    this.#file = file;
    this.#environment = environment;
  }

  /** How many verdicts the assertions of this file have had so far. */
  get records(): number {
    return this.#records;
  }

  /** Waits until no concurrent test runs any more; false if they do not end. */
  async areAlone(): Promise<boolean> {
    return !this.#concurrent.areRunning() || this.#concurrent.end(PATIENCE_MS);
  }

  /** Takes note of an event that Jest does not wait for. */
  noteAtOnce(event: Circus.Event, state: Circus.State): void {
    this.#concurrent.noteDefinition(event, state);
  }

  /** Does what is to be done at an event, after the user's own environment. */
  async follow(event: Circus.Event, state: Circus.State): Promise<void> {
    this.#tests.follow(event, state);
    const { name } = event;
    if (name === "setup") {
      this.#settings.noteFile("started", this.#file);
      this.#register(event.runtimeGlobals as { expect: Expect });
    } else if (name === "run_start") this.#choose(state);
    else if (name === "test_started") noteTest({ file: this.#file, test: fullName(event.test) });
    else if (name === "test_done") await this.#endTest(event.test);
    else if (name === "run_finish") await this.#endFile(state);
    else if (name === "teardown") this.#settings.noteFile("ended", this.#file);
  }

  #choose({ rootDescribeBlock }: Circus.State): void {
    const chosen = chosenTests();
    if (chosen !== undefined) skipOthers(rootDescribeBlock, this.#file, chosen);
  }

  #register(globals: { expect: Expect }): void {
    const { expect } = globals;
    expect.extend(Object.fromEntries(matcherNames.map((name) => [name, this.#createMatcher(name)])));
    const watched = watchExpect(expect, (assertion) => this.#pending().add(assertion));
    // What `@jest/globals` gives, and, unless the project wants none of them, the global.
    globals.expect = watched;
    const { global } = this.#environment;
    if (global["expect"] === expect) global["expect"] = watched;
  }

  #createMatcher(name: MatcherName): JestMatcher {
    // oxlint-disable-next-line typescript/no-this-alias -- Jest gives the matcher a `this` of its own
    const assertions = this;
    return function matcher(received, options) {
      if (!("promise" in this)) throw refuse(misuse.asymmetric(name), matcher);
      return assertions.#assert(name, this, received, options, matcher);
    };
  }

  #assert(
    name: MatcherName,
    { isNot, utils }: MatcherState,
    received: unknown,
    options: MatcherOptions[MatcherName] | undefined,
    matcher: (...args: never[]) => unknown,
  ): Promise<MatcherResult> {
    const test = this.#tests.running?.test;
    return assertInTest({
      name,
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
      obstacle: this.#findObstacle(name),
      timeLeftMs: () => this.#tests.timeLeftMs(),
      quiet: () => this.#waitForConcurrent(name),
      onRecord: (record) => this.#keepRecord(record),
    });
  }

  #keepRecord(record: AnyRecord): void {
    this.#records++;
    this.#settings.keepRecords?.([record]);
  }

  #pending(): Set<PendingAssertion> {
    return this.#tests.running?.assertions ?? this.#outsideTests;
  }

  #findObstacle(name: MatcherName): string | undefined {
    if (this.#concurrent.isCaller()) return misuse.concurrent(name, "make this a test without `concurrent`");
    return this.#queue.isJudging() ? misuse.busy(name) : undefined;
  }

  async #waitForConcurrent(name: MatcherName): Promise<string | undefined> {
    if (!this.#concurrent.areRunning()) return undefined;
    const haveEnded = await this.#concurrent.end((this.#tests.timeLeftMs() ?? PATIENCE_MS) / 2);
    return haveEnded ? undefined : misuse.concurrent(name, "move the concurrent tests of this file to another");
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
