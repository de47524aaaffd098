import { rmSync, statSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { getHeapStatistics } from "node:v8";
import { nextTurn, now } from "../collect/real-time.ts";
import { USUAL_MARKED_CALLS } from "../marked-calls.ts";
import { NODE_MAJOR } from "../node-major.ts";
import { openInspector, type Inspector } from "./inspector.ts";
import { findGrownAmong, findGrownCollections, readPromiseState, type GrownCollection } from "./live-objects.ts";
import { drawMark } from "./mark.ts";
import { startSampling, stopSampling, type AllocationSite } from "./sampling.ts";
import { readScripts, type Script } from "./scripts.ts";
import {
  describeLateSnapshot,
  describeMemoryShortage,
  describeShortage,
  estimateAnalysisMs,
  estimateExplainMs,
  PATIENCE,
} from "./snapshot-cost.ts";
import { type SnapshotKeeping, writeSnapshot } from "./write-snapshot.ts";

/** What to run between the mark and the snapshot. */
export interface CaptureRequest {
  readonly runCalls: (calls: number) => Promise<void>;
  readonly settle: () => Promise<void>;
  /** How many calls to make; of more than a hundred so many as take a moment. */
  readonly calls: number;
  readonly timeLeftMs?: number;
  /** By what factor the time left may seem too short, 1 if absent: {@link PATIENCE} where nothing is lost by trying. */
  readonly patience?: number;
  /** Milliseconds that a forced collection takes now, if known: they tell whether there is time for the snapshot. */
  readonly collectionMs?: number;
  /** Whether to sample who allocates. */
  readonly samplesAllocations: boolean;
  /** Where to leave the snapshot; undefined keeps none. */
  readonly keepSnapshot?: SnapshotKeeping | undefined;
}

/** A snapshot taken after a marked span of calls. */
export interface Capture {
  /** Calls made in the span. */
  readonly calls: number;
  readonly snapshotPath: string;
  readonly snapshotBytes: number;
  readonly snapshotMs: number;
  /** Whether the file stays when the capture ends. */
  readonly isKept: boolean;
  /** Objects of V8's heap with a larger, odd id were born in the span. */
  readonly lastIdBefore: number;
  readonly samplingInterval: number;
  readonly allocationSites: readonly AllocationSite[];
  readonly readScripts: (wanted: ReadonlySet<number>) => Promise<Map<number, Script>>;
  readonly readPromiseState: (heapId: number) => Promise<string | undefined>;
  /**
   * Runs the calls once more and finds the collections that grow in them: among those with the given ids, or among all; undefined if
   * there is too little time for all.
   */
  readonly findGrownCollections: (
    leastGrowth: number,
    among?: readonly number[],
  ) => Promise<GrownCollection[] | undefined>;
  readonly timeLeftMs: () => number;
}

export type Captured<Result> =
  | { readonly kind: "captured"; readonly result: Result }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Runs a span of calls between a mark and a heap snapshot, and hands the capture over. The session, the tracking and the file end with it.
 * Refuses if the time or the memory left is too short, or if another inspector session ended meanwhile, which makes V8 number all objects anew.
 */
export async function captureSpan<Result>(
  request: CaptureRequest,
  analyse: (capture: Capture) => Promise<Result>,
): Promise<Captured<Result>> {
  const start = now();
  const timeLeft = (): number => (request.timeLeftMs ?? Infinity) - (now() - start);
  const shortage = (walkMs?: number): string | undefined => {
    const { used_heap_size: heapBytes } = getHeapStatistics();
    const needed = estimateExplainMs(heapBytes, { collectionMs: request.collectionMs, walkMs });
    const affordable = timeLeft() * (walkMs === undefined ? (request.patience ?? 1) : PATIENCE);
    return needed <= affordable ? describeMemoryShortage(heapBytes) : describeShortage(heapBytes, needed, timeLeft());
  };

  const reason = shortage();
  if (reason !== undefined) return { kind: "refused", reason };

  const inspector = openInspector();
  try {
    if (NODE_MAJOR < 22) await makeLineTables(inspector);
    await inspector.post("HeapProfiler.enable");
    const { samplingInterval, turns } = await tryOneCall(request);
    const sampling = request.samplesAllocations && (await startSampling(inspector, samplingInterval));
    const mark = await drawMark(inspector, turns);
    if (mark === undefined) return { kind: "refused", reason: "the inspector of this thread does not answer" };

    const calls = await runMarked(request, timeLeft());
    await request.settle();
    await nextTurn();

    const lateReason = shortage(mark.walkMs);
    if (lateReason !== undefined) return { kind: "refused", reason: lateReason };
    if (!(await mark.holds())) {
      return {
        kind: "refused",
        reason: "another inspector session ended during the calls, so that V8 numbered all objects anew",
      };
    }
    return await withSnapshot(request.keepSnapshot, async (snapshot) => {
      const leftMs = timeLeft();
      if (estimateAnalysisMs(snapshot.snapshotMs) > leftMs)
        return { kind: "refused", reason: describeLateSnapshot(snapshot.snapshotMs, leftMs) };
      const allocationSites = sampling ? await stopSampling(inspector) : [];
      const result = await analyse({
        ...snapshot,
        calls,
        lastIdBefore: mark.lastId,
        samplingInterval,
        allocationSites,
        readScripts: (wanted) => readScripts(inspector, wanted),
        readPromiseState: (heapId) => readPromiseState(inspector, heapId),
        findGrownCollections: (leastGrowth, among) => {
          const run = (): Promise<void> => request.runCalls(calls);
          return among === undefined
            ? findGrownCollections(inspector, run, leastGrowth, timeLeft)
            : findGrownAmong(inspector, among, run, leastGrowth);
        },
        timeLeftMs: timeLeft,
      });
      return { kind: "captured", result };
    });
  } finally {
    // A session that is left tracking keeps the process alive.
    inspector.close();
  }
}

const MOST_MS_FOR_MORE = 500;
const SHARE_FOR_MORE = 0.1;

// Tracking may make a call slower by far more than can be told before: by 50 ms in a Jest worker with jsdom on Node 20, where a thousand calls took
// all of the time that was left.
async function runMarked({ runCalls, calls: wanted }: CaptureRequest, timeLeftMs: number): Promise<number> {
  const first = Math.min(wanted, USUAL_MARKED_CALLS);
  const start = now();
  await runCalls(first);
  const budgetMs = Math.min(MOST_MS_FOR_MORE, SHARE_FOR_MORE * timeLeftMs);
  const affordable = Math.floor((budgetMs * first) / Math.max(0.1, now() - start));
  const more = Math.min(wanted - first, affordable);
  if (more > 0) await runCalls(more);
  return first + more;
}

// Node 20 computes the line table of a large script again for every function when it writes a snapshot: 35 seconds in a Vitest
// worker. With the tables made once, as the debugger does, it takes one. https://github.com/nodejs/node/issues/34826
async function makeLineTables(inspector: Inspector): Promise<void> {
  await inspector.post("Debugger.enable");
  await inspector.post("Debugger.disable");
}

const MOST_SAMPLES = 50_000;
const FINEST_INTERVAL_BYTES = 16;
const COARSEST_INTERVAL_BYTES = 8192;

const TURNS_TO_SETTLE = 10;

interface Plan {
  readonly samplingInterval: number;
  readonly turns: number;
}

// A sample costs microseconds whatever its object weighs: a body that allocates much is sampled more coarsely.
async function tryOneCall(request: CaptureRequest): Promise<Plan> {
  const turnsBefore = countTurns();
  const first = await allocatedByOneCall(request);
  const turns = (countTurns() - turnsBefore) * request.calls + TURNS_TO_SETTLE;
  // A collection that only happened to fall into a small call would leave its objects without samples: one timer in 60 was traced without its creator.
  const allocated = first ?? (await allocatedByOneCall(request)) ?? Infinity;
  const exact = Math.round((allocated * request.calls) / MOST_SAMPLES);
  return { samplingInterval: Math.min(COARSEST_INTERVAL_BYTES, Math.max(FINEST_INTERVAL_BYTES, exact)), turns };
}

// Undefined where a collection in between hides it.
async function allocatedByOneCall({ runCalls }: CaptureRequest): Promise<number | undefined> {
  const before = getHeapStatistics().used_heap_size;
  await runCalls(1);
  const allocated = getHeapStatistics().used_heap_size - before;
  return allocated < 0 ? undefined : allocated;
}

// Absent from Node 20.17 and before, and from its types.
function countTurns(): number {
  const { uvMetricsInfo } = performance.nodeTiming as { uvMetricsInfo?: { readonly loopCount: number } };
  return uvMetricsInfo?.loopCount ?? 0;
}

async function withSnapshot<Result>(
  keeping: SnapshotKeeping | undefined,
  use: (snapshot: Pick<Capture, "snapshotPath" | "snapshotBytes" | "snapshotMs" | "isKept">) => Promise<Result>,
): Promise<Result> {
  const start = now();
  const { path, isKept } = writeSnapshot(keeping);
  try {
    return await use({
      snapshotPath: path,
      snapshotBytes: statSync(path).size,
      snapshotMs: now() - start,
      isKept,
    });
  } finally {
    if (!isKept) rmSync(path, { force: true });
  }
}
