import { now } from "../collect/real-time.ts";
import { AllocationMeter } from "./allocation-meter.ts";
import { grownBy, type MemoryGauge, sumOf } from "./memory-gauge.ts";
import { keyOfPlace } from "./places.ts";
import type { PhaseGrowth, PhasePlace, RetainedBytes } from "./suite-record.ts";

interface Group {
  readonly first: PhasePlace;
  readonly hasBegun: Promise<void>;
  running: number;
  tests: number;
}

/** What was added in hooks or tests that go by one name. */
interface Growth {
  readonly places: readonly PhasePlace[];
  readonly retained: RetainedBytes;
}

/** A hook or test that has ended since the last reading. */
interface Unread {
  readonly place: PhasePlace;
  /** Bytes that it added, at the most. */
  readonly added: number;
}

/**
 * Reads memory when a hook or test has ended, and lays what was added on it. Those that added too little to matter, by what they
 * allocated and minor collections freed of it, are read together with what follows, and each is given its share by that.
 */
export class PhaseMemory {
  readonly #gauge: MemoryGauge;
  readonly #phases = new Map<string, Growth>();
  #meter = new AllocationMeter();
  #leastBytes = 0;
  #last: RetainedBytes | undefined;
  #unread: Unread[] = [];
  /** Bytes that those added since the last reading, at the most. */
  #added = 0;
  /** Bytes that minor collections freed since then. */
  #freed = 0;
  #group: Group | undefined;
  /** Milliseconds spent so far. */
  milliseconds = 0;

  constructor(gauge: MemoryGauge) {
    this.#gauge = gauge;
  }

  /** @param leastBytes - what may have been added for a reading to be due: no place is blamed for more than that of another's */
  async begin(leastBytes: number): Promise<void> {
    this.#leastBytes = leastBytes;
    await this.#read();
  }

  /** Reads what has not been read yet. */
  async end(): Promise<void> {
    if (this.#unread.length > 0) await this.#read();
    this.#meter.stop();
  }

  /** Lays what was added since the last reading on a place. */
  async mark(place: PhasePlace): Promise<void> {
    // Within a group of concurrent tests nothing can be told apart.
    if (this.#group !== undefined) return;
    await this.#note(place);
    if (this.#added >= this.#leastBytes) await this.#read();
  }

  /** Runs a test that others may run beside: those that overlap are read as one. */
  async group<T>(place: PhasePlace, test: () => Promise<T>): Promise<T> {
    this.#group ??= { first: place, hasBegun: this.#read(), running: 0, tests: 0 };
    const group = this.#group;
    group.running++;
    group.tests++;
    await group.hasBegun;
    try {
      return await test();
    } finally {
      group.running--;
      if (group.running === 0) {
        await this.#note(group.tests === 1 ? group.first : { ...group.first, concurrent: group.tests });
        await this.#read();
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
      .map(({ places, retained }) => ({ place: placeOf(places), retained }))
      .filter(({ place }) => isJudged(place))
      .map(({ place, retained }) =>
        place.phase === "test"
          ? { place, retained: { ...retained, heap: retained.heap - runnerBytes * (place.concurrent ?? 1) } }
          : { place, retained },
      );
  }

  async #note(place: PhasePlace): Promise<void> {
    const start = now();
    let allocated = this.#meter.atLeast();
    if (allocated - this.#freed >= this.#leastBytes) {
      // Much cheaper than a reading, and most of what tests allocate is young.
      await this.#gauge.collectYoung();
      allocated = this.#meter.allocated();
      this.#freed = Math.max(this.#freed, allocated - this.#meter.survivedAtMost());
    }
    const before = this.#added;
    this.#added = Math.max(before, allocated - this.#freed);
    this.#unread.push({ place, added: this.#added - before });
    this.milliseconds += now() - start;
  }

  async #read(): Promise<void> {
    const start = now();
    const reading = await this.#gauge.read();
    if (this.#last !== undefined) this.#share(grownBy(this.#last, reading));
    this.#last = reading;
    this.#unread = [];
    this.#added = 0;
    this.#freed = 0;
    this.#meter.stop();
    this.#meter = new AllocationMeter();
    this.milliseconds += now() - start;
  }

  #share(grown: RetainedBytes): void {
    const all = this.#unread.reduce((sum, { added }) => sum + added, 0);
    for (const { place, added } of this.#unread)
      this.#add(place, partOf(grown, all === 0 ? 1 / this.#unread.length : added / all));
  }

  #add(place: PhasePlace, retained: RetainedBytes): void {
    const key = keyOfPlace(place);
    const { places, retained: before } = this.#phases.get(key) ?? { places: [], retained: NOTHING };
    this.#phases.set(key, { places: [...places, place], retained: sumOf([before, retained]) });
  }
}

const NOTHING: RetainedBytes = { heap: 0, external: 0, arrayBuffers: 0 };

// Hooks of the runner's own have no line, and a test may be known by its line only later. Not asked before all is read: what tells a line
// may have to load it.
function placeOf(places: readonly PhasePlace[]): PhasePlace {
  return Object.assign(
    {},
    ...places.filter((place, index) => index === 0 || place.position !== undefined),
  ) as PhasePlace;
}

function partOf({ heap, external, arrayBuffers }: RetainedBytes, share: number): RetainedBytes {
  return {
    heap: Math.round(heap * share),
    external: Math.round(external * share),
    arrayBuffers: Math.round(arrayBuffers * share),
  };
}
