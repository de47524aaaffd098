import { now } from "../collect/real-time.ts";
import { grownBy, type MemoryGauge, sumOf } from "./memory-gauge.ts";
import { keyOfPlace } from "./places.ts";
import type { PhaseGrowth, PhasePlace, RetainedBytes } from "./suite-record.ts";

interface Group {
  readonly first: PhasePlace;
  readonly hasBegun: Promise<void>;
  running: number;
  tests: number;
}

/** Reads memory whenever a hook or test has ended, and lays what was added on it. */
export class PhaseMemory {
  readonly #gauge: MemoryGauge;
  readonly #phases = new Map<string, PhaseGrowth>();
  #last: RetainedBytes | undefined;
  #group: Group | undefined;
  /** Milliseconds spent so far. */
  milliseconds = 0;

  constructor(gauge: MemoryGauge) {
    this.#gauge = gauge;
  }

  async begin(): Promise<void> {
    await this.#read(undefined);
  }

  /** Lays what was added since the last reading on a place. */
  async mark(place: PhasePlace): Promise<void> {
    // Within a group of concurrent tests nothing can be told apart.
    if (this.#group === undefined) await this.#read(place);
  }

  /** Runs a test that others may run beside: those that overlap are read as one. */
  async group<T>(place: PhasePlace, test: () => Promise<T>): Promise<T> {
    this.#group ??= { first: place, hasBegun: this.#read(undefined), running: 0, tests: 0 };
    const group = this.#group;
    group.running++;
    group.tests++;
    await group.hasBegun;
    try {
      return await test();
    } finally {
      group.running--;
      if (group.running === 0) {
        await this.#read(group.tests === 1 ? group.first : { ...group.first, concurrent: group.tests });
        this.#group = undefined;
      }
    }
  }

  /**
   * What each place added, in the order in which they ran.
   *
   * @param isJudged - whether a place counts
   * @param runnerBytes - what the runner itself keeps of every test
   */
  phases(isJudged: (place: PhasePlace) => boolean, runnerBytes: number): PhaseGrowth[] {
    return [...this.#phases.values()]
      .filter(({ place }) => isJudged(place))
      .map(({ place, retained }) =>
        place.phase === "test"
          ? { place, retained: { ...retained, heap: retained.heap - runnerBytes * (place.concurrent ?? 1) } }
          : { place, retained },
      );
  }

  async #read(place: PhasePlace | undefined): Promise<void> {
    const start = now();
    const reading = await this.#gauge.read();
    if (place !== undefined && this.#last !== undefined) this.#add(place, grownBy(this.#last, reading));
    this.#last = reading;
    this.milliseconds += now() - start;
  }

  #add(place: PhasePlace, retained: RetainedBytes): void {
    const key = keyOfPlace(place);
    const before = this.#phases.get(key);
    // A place may be known by its line only later.
    this.#phases.set(
      key,
      before === undefined
        ? { place, retained }
        : { place: { ...before.place, ...place }, retained: sumOf([before.retained, retained]) },
    );
  }
}
