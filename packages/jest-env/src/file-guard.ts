import type { EnvironmentContext, JestEnvironmentConfig } from "@jest/environment";
import type { Circus } from "@jest/types";
import { resolveBudget } from "@leakproof/core/budget";
import { GuardedFile, isWithinMemory, type PhasePlace, type SuiteRecord } from "@leakproof/core/guard";
import { lookFolder } from "@leakproof/core/worker";
import { fullName } from "./followed-tests.ts";
import { reportSuite } from "./guard-channel.ts";
import { outcomeOf } from "./guard-outcome.ts";
import { hookPlace, testPlace } from "./guard-places.ts";
import { requestOf } from "./guard-rerun.ts";
import { inPlaceOf } from "./in-place-of.ts";
import { majorOfJest } from "./installed-jest.ts";
import type { Settings } from "./settings.ts";

/** Watches what one test file leaves behind. */
export class FileGuard {
  readonly #config: JestEnvironmentConfig;
  readonly #settings: Settings;
  readonly #file: string;
  readonly #folder = lookFolder();
  readonly #concurrent: Circus.TestEntry[] = [];
  #guarded: GuardedFile | undefined;
  #place: PhasePlace | undefined;
  #restore: () => void = () => {};

  constructor(
    config: JestEnvironmentConfig,
    settings: Settings,
    { testPath: file, docblockPragmas }: EnvironmentContext,
  ) {
    const docblock = docblockPragmas["leak-budget"];
    this.#config = config;
    this.#settings = settings;
    this.#file = file;
    this.#guarded = new GuardedFile({
      subject: { file },
      budget: resolveBudget({ settings: settings.budgets, file, docblock }),
      runner: { name: "jest", major: majorOfJest() },
      known: settings.defaults.toLeakAsyncOps.ignore ?? [],
      byPhase: this.#folder !== undefined,
    });
  }

  /** Takes note of an event that Jest does not wait for. */
  noteAtOnce(event: Circus.Event, { currentDescribeBlock }: Circus.State): void {
    if (event.name !== "add_test" || !event.concurrent) return;
    const test = currentDescribeBlock.tests.at(-1);
    if (test?.asyncError !== event.asyncError || test === undefined) return;
    // Jest may start it long before it says so.
    this.#concurrent.push(test);
    inPlaceOf(test, (body) => this.#run({ phase: "test", test: fullName(test) }, body));
  }

  /** Does what is to be done at an event, around the user's own hooks and tests. */
  async follow(event: Circus.Event, state: Circus.State): Promise<void> {
    const test = state.currentlyRunningTest ?? undefined;
    switch (event.name) {
      case "run_start":
        await this.#guarded?.begin();
        break;
      case "test_start":
        await this.#guarded?.betweenTests();
        break;
      case "hook_start":
        this.#enter(event.hook, hookPlace(event.hook, test, this.#file));
        break;
      case "test_fn_start":
        this.#enter(event.test, this.#placeOf(event.test));
        break;
      case "hook_success":
      case "hook_failure":
      case "test_fn_success":
      case "test_fn_failure":
        await this.#leave();
        break;
      case "run_finish":
        await this.#end(state);
        break;
      default:
    }
  }

  #run<T>(place: PhasePlace, work: () => T): T {
    return this.#guarded === undefined ? work() : this.#guarded.run(place, work);
  }

  // Whatever runs while concurrent tests do: their memory cannot be told apart.
  #placeOf(test: Circus.TestEntry): PhasePlace {
    const [first] = this.#concurrent;
    return test.concurrent && first !== undefined
      ? testPlace(first, this.#file, this.#concurrent.length)
      : testPlace(test, this.#file);
  }

  #enter(one: Circus.Hook | Circus.TestEntry, place: PhasePlace): void {
    this.#place = place;
    // A concurrent test has been in its place since it was defined.
    if (place.concurrent === undefined) this.#restore = inPlaceOf(one, (body) => this.#run(place, body));
  }

  async #leave(): Promise<void> {
    this.#restore();
    this.#restore = () => {};
    await this.#guarded?.mark(this.#place);
    this.#place = undefined;
  }

  async #end(state: Circus.State): Promise<void> {
    const guarded = this.#guarded;
    this.#guarded = undefined;
    if (guarded === undefined) return;
    const first = await guarded.end(outcomeOf(state));
    if (this.#folder !== undefined) return (await loadReport()).leaveRecord(this.#folder, first);
    const record = isWithinMemory(first, first.budget)
      ? first
      : await (await loadReport()).lookAgain(first, requestOf(this.#config, this.#file));
    await this.#tell(record, state);
  }

  async #tell(record: SuiteRecord, state: Circus.State): Promise<void> {
    const { rootDir } = this.#config.globalConfig;
    this.#settings.keepRecords?.([record]);
    await reportSuite(record, rootDir);
    if (this.#settings.guard === "error" && record.verdict.kind === "over")
      state.unhandledErrors.push((await loadReport()).suiteError(record, rootDir));
  }
}

// Loaded only where something was found.
function loadReport(): Promise<typeof import("@leakproof/core/guard-report")> {
  return import("@leakproof/core/guard-report");
}
