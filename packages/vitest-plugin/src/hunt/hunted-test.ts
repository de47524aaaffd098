import type { LeakOptions } from "@leakproof/core/matchers";
import { type HuntLog, type HuntRequest, judgeRepetitions, type NotJudgedReason } from "@leakproof/core/runner";
import type { RunnerTestCase } from "vitest";
import { fullName } from "../running-test.ts";
import { watchContextSignal } from "./context-signal.ts";
import { createRelay, type Relay } from "./relay.ts";
import { keepResult, type ResultKeeper } from "./result-keeper.ts";
import { muteRunnerEvents } from "./runner-events.ts";

/** What the tests of a file are hunted with. */
export interface Hunt {
  readonly request: HuntRequest;
  readonly log: HuntLog;
  readonly options: LeakOptions;
}

interface Repetitions {
  readonly relay: Relay;
  readonly result: ResultKeeper;
  readonly clearSignal: () => void;
}

/**
 * A test that the runner repeats for as long as its check wants calls.
 *
 * Its own loop makes the repetitions, so that fixtures, hooks, timeouts and snapshots are what they are in any test with `repeats`. The
 * loop compares its count with `repeats` before each: an object that is asked for its value then decides anew each time.
 */
export class HuntedTest {
  readonly #hunt: Hunt;
  readonly #task: RunnerTestCase;
  readonly #ownRepeats: number;
  #repetitions: Repetitions | undefined;
  #isEnded = false;
  #failed = false;

  constructor(hunt: Hunt, task: RunnerTestCase) {
    this.#hunt = hunt;
    this.#task = task;
    this.#ownRepeats = task.repeats ?? 0;
    // The loop holds it from the start of the test on.
    Reflect.set(task, "repeats", { valueOf: () => this.#repeats() });
  }

  /** To be called before all else in a run of the test. */
  begin(): void {
    this.#task.repeats = this.#ownRepeats;
    if (this.#repetitions === undefined) return;
    // Should the end of this repetition not be reached, there is no other.
    this.#isEnded = true;
    this.#repetitions.result.begin();
  }

  /** To be called after all else in a run of the test; returns when the next one is to begin, or none. */
  async end(): Promise<void> {
    if (this.#repetitions === undefined) this.#endOrdinary();
    else endRepetition(this.#repetitions);
    const { relay } = this.#repetitions ?? {};
    if (relay !== undefined) this.#isEnded = !(await relay.isWanted());
  }

  #repeats(): number {
    if (this.#repetitions !== undefined) return this.#isEnded ? -1 : Infinity;
    if (this.#failed && !this.#isEnded) {
      this.#isEnded = true;
      this.#tell({ kind: "failed" });
    }
    return this.#ownRepeats;
  }

  #endOrdinary(): void {
    const { result, meta } = this.#task;
    this.#failed = result?.state === "fail";
    // What failed may be retried.
    if (this.#failed || this.#isEnded || (result?.repeatCount ?? 0) < this.#ownRepeats) return;
    const subject = subjectOf(this.#task);
    const { request, log, options } = this.#hunt;
    if (result?.state !== "pass") this.#isEnded = this.#tell({ kind: "skips itself" });
    else if ((meta.leakproof ?? []).length > 0) this.#isEnded = this.#tell({ kind: "asserts" });
    else if (log.isTold(subject)) this.#isEnded = true;
    else {
      log.add({ version: 1, kind: "begun", subject });
      const relay = createRelay();
      this.#repetitions = {
        relay,
        result: keepResult(this.#task),
        clearSignal: watchContextSignal(this.#task),
      };
      const unmute = muteRunnerEvents();
      void judgeRepetitions({ subject, repeat: relay.call, options }, request)
        .then((entry) => {
          log.add(entry);
        })
        .finally(() => {
          unmute();
          relay.close();
        });
    }
  }

  #tell(reason: NotJudgedReason): true {
    tell(this.#hunt, this.#task, reason);
    return true;
  }
}

function endRepetition({ relay, result, clearSignal }: Repetitions): void {
  clearSignal();
  relay.ended(result.end());
}

/** Tells why a test is not judged, unless an earlier run did. */
export function tell({ log }: Hunt, task: RunnerTestCase, reason: NotJudgedReason): void {
  const subject = subjectOf(task);
  if (!log.isTold(subject)) log.add({ version: 1, kind: "not judged", subject, reason });
}

function subjectOf(task: RunnerTestCase): { readonly test: string; readonly file: string } {
  return { test: fullName(task), file: task.file.filepath };
}
