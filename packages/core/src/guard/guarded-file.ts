import { judgeSuite, type TestBudgets } from "../budget/judge-suite.ts";
import { now } from "../collect/real-time.ts";
import type { IgnoreEntry } from "../ignore-entry.ts";
import { describeRuntime, type Subject } from "../subject.ts";
import type { PlacedSuspect, ToldOpen } from "./describe-open.ts";
import { FileMemory } from "./file-memory.ts";
import { MemoryGauge, sumOf } from "./memory-gauge.ts";
import { OpenWork } from "./open-work.ts";
import type { PhaseMemory } from "./phase-memory.ts";
import { growthOfRunner, type RunnerFacts } from "./runner-growth.ts";
import type { PhasePlace, SuiteBudget, SuiteRecord } from "./suite-record.ts";

/** What is known of a file before it runs. */
export interface GuardedFileRequest {
  readonly subject: Subject;
  readonly budget: SuiteBudget;
  readonly runner: RunnerFacts;
  /** Known leaks, among what the file may leave open. @default none */
  readonly known?: readonly IgnoreEntry[];
  /** Whether memory is read at every end of a hook or test, and not only at those of the file. */
  readonly byPhase: boolean;
  /**
   * Whether memory is read at both ends of the file whatever that costs, and not estimated from above where that will do.
   * @default whether the environment variable `LEAKPROOF_GUARD_EXACT` asks for it
   */
  readonly isExact?: boolean;
}

// Of the smallest limit: hooks and tests that allocate less cannot be what exceeds it, and two collections after each of 300 of them
// took 28 s of processor time in a file of 86 tests.
const SHARE_READ_TOGETHER = 0.05;

function isExactRequested(): boolean {
  return (process.env["LEAKPROOF_GUARD_EXACT"] ?? "") !== "";
}

/** How a file went. */
export interface FileOutcome {
  /** Tests that passed. */
  readonly passed: number;
  /** Tests that ran. */
  readonly ran: number;
  /** Whether what was born in a place counts: not that of tests that failed, or are left out. */
  readonly isJudged: (place: PhasePlace) => boolean;
  /** What tests may leave behind by budgets of their own, by full name. @default none */
  readonly budgets?: TestBudgets;
}

/** Watches what one test file leaves behind, from before its first hook until after its last. */
export class GuardedFile {
  readonly #request: GuardedFileRequest;
  readonly #gauge = new MemoryGauge();
  readonly #work = new OpenWork();
  #phases: PhaseMemory | undefined;
  readonly #memory: FileMemory;
  /** The smallest limit of the file. */
  readonly #leastBytes: number;
  #milliseconds = 0;

  /** To be called before the modules of the file are loaded. */
  constructor(request: GuardedFileRequest) {
    this.#request = request;
    const { perFile, noise } = growthOfRunner(request.runner);
    const { retainedBytes = Infinity, perTestBytes = Infinity } = request.budget;
    this.#leastBytes = Math.min(retainedBytes, perTestBytes);
    this.#memory = new FileMemory(
      this.#gauge,
      this.#leastBytes + perFile + noise,
      request.isExact ?? isExactRequested(),
    );
  }

  /**
   * Begins to watch; to be called when the modules of the file are loaded, and before any of its hooks.
   *
   * @param leastTestBytes - the smallest of the limits that its tests have of their own
   */
  async begin(leastTestBytes: number = Infinity): Promise<void> {
    const start = now();
    if (this.#request.byPhase) {
      // Loaded only by a second look.
      const { PhaseMemory } = await import("./phase-memory.ts");
      this.#phases = new PhaseMemory(this.#gauge);
      await this.#phases.begin(SHARE_READ_TOGETHER * Math.min(this.#leastBytes, leastTestBytes));
    } else await this.#memory.begin();
    this.#work.start();
    this.#milliseconds += now() - start;
  }

  /** Runs a hook or test, so that what it opens is known to be born there. */
  run<T>(place: PhasePlace, work: () => T): T {
    return this.#work.run(place, work);
  }

  /** Lays what was added since the last mark on a place. Does nothing unless memory is read by phase. */
  mark(place: PhasePlace | undefined): Promise<void> | undefined {
    return place === undefined ? undefined : this.#phases?.mark(place);
  }

  /** To be called between tests. */
  betweenTests(): Promise<void> | undefined {
    return this.#memory.check();
  }

  /** Runs a test that others run beside: their memory is read as one. */
  runConcurrently<T>(place: PhasePlace, work: () => Promise<T>): Promise<T> {
    const run = (): Promise<T> => this.run(place, work);
    return this.#phases === undefined ? run() : this.#phases.group(place, run);
  }

  /** Ends watching, and tells what was left behind. */
  async end({ passed, ran, isJudged, budgets }: FileOutcome): Promise<SuiteRecord> {
    const start = now();
    const open = await this.#drain(isJudged);
    const files = this.#work.openFiles();
    this.#work.stop();
    await this.#phases?.end();
    const whole = this.#phases === undefined ? await this.#memory.end() : undefined;
    const told: ToldOpen = open.length === 0 ? { leftOpen: [] } : await this.#tell(open);
    if (files.length > 0) await letGoOf(files);
    const { subject, budget, runner } = this.#request;
    const { perFile, perTest, noise } = growthOfRunner(runner);
    const phases = this.#phases?.phases(isJudged, perTest) ?? [];
    const runnerBytes = perFile + ran * perTest;
    const retained =
      whole === undefined
        ? sumOf(phases.map((phase) => phase.retained))
        : { ...whole.retained, heap: whole.retained.heap - runnerBytes };
    const measurements = { retained, noiseBytes: noise, phases, leftOpen: told.leftOpen };
    return {
      version: 1,
      kind: "suite",
      subject,
      verdict: judgeSuite(measurements, budget, budgets),
      budget,
      tests: passed,
      retained,
      ...(whole?.isEstimate === true ? { isEstimate: true } : {}),
      runnerBytes,
      noiseBytes: noise,
      phases,
      ...told,
      cost: {
        collections: this.#gauge.collections,
        milliseconds: this.#milliseconds + (this.#phases?.milliseconds ?? 0) + now() - start,
      },
      runtime: describeRuntime(),
    };
  }

  // What waits, and what tells, is loaded only where there is something to wait for and to tell.
  async #drain(isJudged: FileOutcome["isJudged"]): Promise<PlacedSuspect[]> {
    if (this.#work.open().length === 0) return [];
    const { drainOpen } = await import("./drain-open.ts");
    return drainOpen(this.#work, isJudged);
  }

  async #tell(open: readonly PlacedSuspect[]): Promise<ToldOpen> {
    const { tellOpen } = await import("./describe-open.ts");
    return tellOpen(open, this.#request.known ?? []);
  }
}

async function letGoOf(files: object[]): Promise<void> {
  const { letGoOfFiles } = await import("../collect/files-closed-by-gc.ts");
  await letGoOfFiles(files);
}
