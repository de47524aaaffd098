import { CALLS_THAT_FILL } from "./calls-that-fill.ts";
import { describeShortage, estimateExplainMs } from "./capture/snapshot-cost.ts";
import { now } from "./collect/real-time.ts";
import type { Settler } from "./collect/settle.ts";
import { ROUNDS_FOR_OBJECTS } from "./verdict.ts";

const DEFAULT_TIMEOUT_MS = 10_000;

// What is left of the test's time must also hold the runner's own work after the assertion.
const RUNNER_SHARE = 0.9;
const WARM_UP_SHARE = 0.05;

// Where the snapshot would take most of the time, the rounds get it instead, and bytes decide alone, if the body is so quick that half of the time
// suffices for the calls which that takes. Of a slower body only the snapshot can tell: it gets what warm-up and three rounds leave.
const LARGEST_EXPLAIN_SHARE = 0.65;
const LARGEST_EXPLAIN_SHARE_OF_SLOW = 0.8;
const SHARE_OF_CALLS_TO_DECIDE = 0.5;
const CALLS_WHERE_BYTES_DECIDE = 4 * CALLS_THAT_FILL;

// A heap that hardly leaves room would cut rounds to a few calls each. The estimate errs by more than this.
const LEAST_ROOM = 1.05;

// The estimate is made of the heap as it is now, and one of several times the size takes longer per MB: of windows of jsdom writing took 59 ms at 45 MB, and
// 83 to 102 ms at 137 MB (Node 24). Up to half as much again it stands, which is all that it allows a heap of 20 MB in a test of 5 s.
const MUCH_LARGER = 1.5;
const ESTIMATE_ERRS = 2;

/** How the rounds have gone. */
interface RoundsSoFar {
  readonly rounds: number;
  /** Milliseconds that another round takes. */
  readonly roundMs: number;
  readonly callMs: number;
}

/** Divides the time that a check has between rounds and explanation. */
export class TimePlan {
  readonly start: number = now();
  /** Instant at which the check has to be over. */
  readonly end: number;
  /** Milliseconds that the warm-up may take. */
  readonly warmUpMs: number;
  #explains: boolean;

  /**
   * @param timeoutMs - the time that the user gives the check
   * @param timeLeftMs - the time until the runner ends the test
   * @param explains - whether time is to be left for a snapshot
   */
  constructor(timeoutMs: number | undefined, timeLeftMs: number | undefined, explains: boolean) {
    const wished = timeoutMs ?? (timeLeftMs === undefined ? DEFAULT_TIMEOUT_MS : Infinity);
    const milliseconds = Math.min(wished, (timeLeftMs ?? Infinity) * RUNNER_SHARE);
    this.end = this.start + milliseconds;
    this.warmUpMs = milliseconds * WARM_UP_SHARE;
    this.#explains = explains;
  }

  /** Leaves no time for a snapshot any more: what is left belongs to rounds. */
  forgoSnapshot(): void {
    this.#explains = false;
  }

  /** Milliseconds until the check has to be over. */
  left(): number {
    return this.end - now();
  }

  /**
   * Says whether what is left suffices for a snapshot and one more round before it.
   *
   * @param heapBytes - the heap as it is now: it grows while a leak is measured
   */
  outlook(
    heapBytes: number,
    settler: Settler,
    { rounds, roundMs, callMs }: RoundsSoFar,
  ): "enough for a round" | "snapshot due" | "no snapshot" {
    if (!this.#explains) return "no snapshot";
    const wholeMs = this.end - this.start;
    const explainMs = this.#explainMs(heapBytes, settler);
    const isQuick = callMs * CALLS_WHERE_BYTES_DECIDE < SHARE_OF_CALLS_TO_DECIDE * wholeMs;
    const share = isQuick ? LARGEST_EXPLAIN_SHARE : LARGEST_EXPLAIN_SHARE_OF_SLOW;
    if (explainMs > share * wholeMs || explainMs > this.left()) return "no snapshot";
    const reserve = rounds < ROUNDS_FOR_OBJECTS ? 1 : EXPLAIN_RESERVE;
    return this.left() - roundMs < reserve * explainMs ? "snapshot due" : "enough for a round";
  }

  /**
   * Says how large the heap may grow before a snapshot of it takes more than its share of the time; Infinity where none is to be
   * taken, or the heap is too large for one already.
   *
   * @param heapBytes - the heap as it is now
   */
  largestHeap(heapBytes: number, settler: Settler): number {
    if (!this.#explains) return Infinity;
    const shareMs = LARGEST_EXPLAIN_SHARE * (this.end - this.start);
    if (this.#explainMs(heapBytes, settler) >= shareMs) return Infinity;
    return Math.max(LEAST_ROOM * heapBytes, this.#heapIn(shareMs, heapBytes, settler));
  }

  /** Whether half of the time is spent, or as much as a check without a time limit gets. */
  isHalfSpent(): boolean {
    const spent = now() - this.start;
    return spent > this.left() || spent > DEFAULT_TIMEOUT_MS;
  }

  /** Whether rounds that tell clearly enough should end, so that a long check has ample time for the snapshot of what grew in it. */
  isWellSpent(): boolean {
    const spent = now() - this.start;
    return this.#explains && spent > DEFAULT_TIMEOUT_MS && spent > this.left();
  }

  /** Bytes by which the heap may grow so that a snapshot of it still fits in what is left; none if it does not fit now. */
  heapRoomLeft(heapBytes: number, settler: Settler): number {
    return Math.max(0, this.#heapIn(this.left(), heapBytes, settler) - heapBytes);
  }

  /**
   * Says why the time left is too short for a snapshot; undefined if it suffices.
   *
   * @param patience - by what factor it may seem too short
   */
  shortage(heapBytes: number, settler: Settler, patience: number): string | undefined {
    const explainMs = this.#explainMs(heapBytes, settler);
    return explainMs <= patience * this.left() ? undefined : describeShortage(heapBytes, explainMs, this.left());
  }

  // The heap of which a snapshot takes so many milliseconds; if it is much larger than now, one of which it takes half as many by the estimate.
  #heapIn(milliseconds: number, heapBytes: number, settler: Settler): number {
    const estimated = (heapBytes * milliseconds) / this.#explainMs(heapBytes, settler);
    return Math.max(estimated / ESTIMATE_ERRS, Math.min(estimated, MUCH_LARGER * heapBytes));
  }

  #explainMs(heapBytes: number, { collectionMs }: Settler): number {
    return estimateExplainMs(heapBytes, { collectionMs });
  }
}

// The marked calls take time as well, and the machine may be busier by then. But fewer rounds than objects need to convict make a snapshot useless.
const EXPLAIN_RESERVE = 1.3;
