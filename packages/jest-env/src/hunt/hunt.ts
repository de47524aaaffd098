import { setImmediate as nextTurn } from "node:timers/promises";
import type { JestEnvironment } from "@jest/environment";
import type { Circus } from "@jest/types";
import type { LeakOptions } from "@leakproof/core/matchers";
import {
  type HuntLog,
  type HuntRequest,
  judgeRepetitions,
  type NotJudgedReason,
  openHuntLog,
} from "@leakproof/core/runner";
import { fullName } from "../followed-tests.ts";
import type { LeakAssertions } from "../leak-assertions.ts";
import { keepExpectState, type SnapshotCounters, snapshotCounters, type StatefulExpect } from "./expect-state.ts";
import { repeatTest } from "./repeat-test.ts";
import { type StrayErrors, watchStrayErrors } from "./stray-errors.ts";
import { findTestCode, type InTestCode } from "./test-code.ts";

/** What the hunt in one test file knows of it. */
export interface HuntSetting {
  readonly request: HuntRequest;
  readonly options: LeakOptions;
  readonly file: string;
  readonly assertions: Pick<LeakAssertions, "records" | "areAlone">;
  readonly environment: Pick<JestEnvironment, "global">;
}

/**
 * Repeats each test of a file when it is done, and judges what its repetitions retain.
 *
 * Jest waits for what is done then under no timeout, and what a repetition does wrong reaches no result.
 */
export class Hunt {
  readonly #setting: HuntSetting;
  readonly #log: HuntLog;
  /** Tests whose last attempt failed: told at the end, for they may be retried. */
  readonly #failed = new Set<Circus.TestEntry>();
  readonly #judged = new WeakSet<Circus.TestEntry>();
  #expect: StatefulExpect | undefined;
  #inTestCode: InTestCode | undefined;
  #counters: SnapshotCounters = new Map<string, number>();
  #recordsBefore = 0;

  constructor(setting: HuntSetting) {
    this.#setting = setting;
    this.#log = openHuntLog(setting.request);
  }

  /** Does what is to be done at an event, after everything else. */
  async follow(event: Circus.Event, state: Circus.State): Promise<void> {
    const { name } = event;
    if (name === "setup") this.#setUp(event.runtimeGlobals["expect"] as StatefulExpect);
    else if (name === "run_start") this.#beginFile(state);
    else if (name === "test_start") this.#beginTest();
    else if (name === "test_skip") this.#tell(event.test, { kind: "skipped" });
    else if (name === "test_todo") this.#tell(event.test, { kind: "todo" });
    else if (name === "test_retry") this.#failed.delete(event.test);
    else if (name === "test_done") await this.#endTest(event.test, state);
    else if (name === "run_finish") for (const test of this.#failed) this.#tell(test, { kind: "failed" });
  }

  #setUp(expect: StatefulExpect): void {
    this.#expect = expect;
    this.#inTestCode = findTestCode(this.#setting.environment.global);
  }

  #beginFile(state: Circus.State): void {
    const tests = testsOf(state.rootDescribeBlock).filter((test) => willRun(test, state));
    this.#log.add({ version: 1, kind: "file", file: this.#setting.file, tests: tests.length });
  }

  #beginTest(): void {
    this.#recordsBefore = this.#setting.assertions.records;
    if (this.#expect !== undefined) this.#counters = snapshotCounters(this.#expect);
  }

  async #endTest(test: Circus.TestEntry, state: Circus.State): Promise<void> {
    if (test.errors.length > 0) {
      this.#failed.add(test);
      return;
    }
    this.#failed.delete(test);
    if (this.#judged.has(test)) return;
    this.#judged.add(test);
    const { assertions } = this.#setting;
    if (test.concurrent) this.#tell(test, { kind: "concurrent" });
    else if (test.failing) this.#tell(test, { kind: "expected to fail" });
    else if (assertions.records > this.#recordsBefore) this.#tell(test, { kind: "asserts" });
    else if (!(await assertions.areAlone())) this.#tell(test, { kind: "concurrent" });
    else if (!this.#log.isTold(this.#subjectOf(test))) await this.#judge(test, state);
  }

  async #judge(test: Circus.TestEntry, state: Circus.State): Promise<void> {
    const { options, request } = this.#setting;
    const expect = this.#expect;
    const keeper = expect && keepExpectState(expect, this.#counters);
    const strays = watchStrayErrors(test, state);
    const subject = this.#subjectOf(test);
    this.#log.add({ version: 1, kind: "begun", subject });
    let isFirst = true;
    const repeat = async (): Promise<void> => {
      keeper?.begin();
      await repeatTest(test, state, strays);
      if (isFirst) await failLate(strays);
      isFirst = false;
      keeper?.end();
    };
    const judge = () => judgeRepetitions({ subject, repeat, options }, request);
    this.#log.add(await (this.#inTestCode === undefined ? judge() : this.#inTestCode(test, state, judge)));
    await nextTurn();
    strays.take();
    keeper?.restore();
  }

  #tell(test: Circus.TestEntry, reason: NotJudgedReason): void {
    const subject = this.#subjectOf(test);
    if (!this.#log.isTold(subject)) this.#log.add({ version: 1, kind: "not judged", subject, reason });
  }

  #subjectOf(test: Circus.TestEntry): { readonly test: string; readonly file: string } {
    return { test: fullName(test), file: this.#setting.file };
  }
}

// Rejections that nobody handles come a turn later. To wait for them after every repetition would cost more than most tests take.
async function failLate(strays: StrayErrors): Promise<void> {
  await nextTurn();
  const [error] = strays.take();
  if (error !== undefined) throw error;
}

function testsOf({ children }: Circus.DescribeBlock): Circus.TestEntry[] {
  return children.flatMap((child) => (child.type === "describeBlock" ? testsOf(child) : [child]));
}

function willRun(test: Circus.TestEntry, { hasFocusedTests, testNamePattern }: Circus.State): boolean {
  if (test.mode === "skip" || test.mode === "todo" || (hasFocusedTests && test.mode !== "only")) return false;
  return testNamePattern?.test(fullName(test).replaceAll(" > ", " ")) ?? true;
}
