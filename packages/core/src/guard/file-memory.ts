import { readMemory } from "../probes/read-memory.ts";
import { AllocationMeter } from "./allocation-meter.ts";
import { grownBy, type MemoryGauge, totalOf } from "./memory-gauge.ts";
import type { RetainedBytes } from "./suite-record.ts";

/** What a file added to live memory. */
export interface FileGrowth {
  readonly retained: RetainedBytes;
  /** Whether that is an estimate, made from above with fewer collections than an exact reading takes. */
  readonly isEstimate: boolean;
}

// One forced collection of a warm heap: 11 MB took 8 to 14 ms, 30 MB took 30 to 60 ms (two shared cores).
const MS_PER_MB = 1;

// A reading before the end may take so much of the processor time that the file has taken so far: the wall clock counts what else runs.
const SHARE_OF_TIME = 0.05;

// When so much of the limit is allocated, a reading is due: what comes after it is known by its growth.
const SHARE_OF_LIMIT = 0.8;

// Of what a freshly loaded file has in use, about so much is live: 11.1 of 15.6 MB under Vitest, 30 of 39 MB under Jest.
const LIVE_AT_START = 0.75;

// Where the start cannot be guessed, what is still there is looked at as often.
const SHARE_BETWEEN_LOOKS = 0.4;

// What a file may have kept of what it allocated, at the most, before a reading is due that costs more than that share of its time.
const SHARE_SURVIVED = 0.25;

// Whether the last file of this worker could not do without a full collection: the files of a suite are alike, and one that has a
// reading of its start is not run once more because of a guess. Unknown of the first.
let isReadingDue: boolean | undefined;

/**
 * Finds out what a file as a whole adds to live memory, with as few collections as that takes: none where it allocates less than it
 * may retain, else a minor one, which frees most of what tests allocate and tells how much that was. Only where that does not settle it
 * either, a full one at its end, and one before as soon as that costs little of its time, or the file before needed one as well.
 */
export class FileMemory {
  readonly #gauge: MemoryGauge;
  readonly #limitBytes: number;
  readonly #isExact: boolean;
  readonly #processorAtStart = processorMs();
  #meter: AllocationMeter | undefined;
  /** Live memory when the file was loaded, as far as it is known without a collection. */
  #assumed: RetainedBytes = { heap: 0, external: 0, arrayBuffers: 0 };
  #reading: RetainedBytes | undefined;
  /** What was added before the reading, at the most. */
  #before = 0;
  /** Bytes that were allocated when it was last looked at what of them is still there. */
  #lookedAt = 0;

  /**
   * @param limitBytes - what the file may retain before it is looked at more closely
   * @param isExact - whether memory is read at both ends whatever that costs: for who compares, and does not only judge
   */
  constructor(gauge: MemoryGauge, limitBytes: number, isExact: boolean) {
    this.#isExact = isExact;
    this.#gauge = gauge;
    this.#limitBytes = limitBytes;
  }

  /** To be called when the file is loaded. */
  async begin(): Promise<void> {
    const { heap, external } = readMemory();
    // Buffers that are there may all be garbage of an earlier file: too much is put right by the second look, too little by nothing.
    this.#assumed = { heap: Math.round(LIVE_AT_START * heap), external, arrayBuffers: 0 };
    if (this.#isAffordable() || (isReadingDue ?? this.#isGuessVain()))
      this.#reading = await this.#gauge.read(this.#isExact ? 2 : 1);
    // What is young and garbage by now cannot be told from what the file will let go.
    else if (this.#isGuessVain()) await this.#gauge.collectYoung();
    if (!this.#isExact) this.#meter = new AllocationMeter();
  }

  /** To be called between tests: takes the reading if it is due. */
  check(): Promise<void> | undefined {
    const meter = this.#meter;
    if (meter === undefined || this.#reading !== undefined) return undefined;
    const allocated = meter.atLeast();
    if (allocated >= SHARE_OF_LIMIT * this.#limitBytes && this.#isAffordable()) return this.#readNow(meter, allocated);
    const isLookDue = allocated - this.#lookedAt >= SHARE_BETWEEN_LOOKS * this.#limitBytes;
    return isLookDue && this.#isGuessVain() ? this.#lookAt(meter, allocated) : undefined;
  }

  /** To be called when the file has ended. */
  async end(): Promise<FileGrowth> {
    const bound = await this.#boundWithoutFull();
    isReadingDue = bound === undefined;
    if (bound !== undefined) return { retained: { heap: bound, external: 0, arrayBuffers: 0 }, isEstimate: true };
    const retained = await this.#grown(this.#isExact ? 2 : 1);
    return {
      retained: this.#isExact || totalOf(retained) <= this.#limitBytes ? retained : await this.#grown(2),
      isEstimate: this.#reading === undefined || this.#before > 0,
    };
  }

  /** What the file retains at the most, if that is known to be within the limit without a full collection. */
  async #boundWithoutFull(): Promise<number | undefined> {
    const meter = this.#meter;
    if (meter === undefined) return undefined;
    this.#meter = undefined;
    try {
      const allocated = this.#before + meter.allocated();
      if (allocated <= this.#limitBytes) return allocated;
      await this.#gauge.collectYoung();
      const survived = this.#before + meter.survivedAtMost();
      return survived <= this.#limitBytes ? survived : undefined;
    } finally {
      meter.stop();
    }
  }

  async #grown(collections: number): Promise<RetainedBytes> {
    const end = await this.#gauge.read(collections);
    const { heap, external, arrayBuffers } = gainedBy(this.#reading ?? this.#assumed, end);
    return { heap: Math.round(heap) + Math.round(this.#before), external, arrayBuffers };
  }

  #isAffordable(): boolean {
    if (this.#isExact) return true;
    return MS_PER_MB * (readMemory().heap / 1e6) <= SHARE_OF_TIME * (processorMs() - this.#processorAtStart);
  }

  /** Whether what is assumed of the start may be wrong by more than the limit: then the file would be run once more for nothing. */
  #isGuessVain(): boolean {
    return !this.#isExact && (1 - LIVE_AT_START) * (this.#assumed.heap / LIVE_AT_START) > this.#limitBytes;
  }

  // Of a heap of 190 MB that the compiler of the tests filled, a reading takes 0.2 s. It is worth that where the file would else be run
  // once more: with 177 readings that took 50 s, for a file of 5 s.
  async #lookAt(meter: AllocationMeter, allocated: number): Promise<void> {
    this.#lookedAt = allocated;
    await this.#gauge.collectYoung();
    const survived = meter.survivedAtMost();
    if (survived >= SHARE_SURVIVED * this.#limitBytes) await this.#readNow(meter, survived);
  }

  /** @param added - what was added so far, at the most */
  async #readNow(meter: AllocationMeter, added: number): Promise<void> {
    this.#reading = await this.#gauge.read(1);
    this.#before = Math.min(added, totalOf(gainedBy(this.#assumed, this.#reading)));
    meter.stop();
    this.#meter = new AllocationMeter();
  }
}

// What fell is an earlier file's, let go only now, or was guessed too large; it makes up for nothing of this one's. A heap that was taken
// for 15 MB more than it was hid a buffer of 16 MB.
function gainedBy(before: RetainedBytes, after: RetainedBytes): RetainedBytes {
  const { heap, external, arrayBuffers } = grownBy(before, after);
  return { heap: Math.max(0, heap), external: Math.max(0, external), arrayBuffers: Math.max(0, arrayBuffers) };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
