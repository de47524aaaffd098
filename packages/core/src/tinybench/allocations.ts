import { GCProfiler, getHeapStatistics } from "node:v8";
import { obtainForceGc } from "../collect/force-gc.ts";
import { now } from "../collect/real-time.ts";

/** What one call allocates, whether it is retained or not. */
export interface Allocations {
  /** Bytes per call in V8's heap. */
  readonly heapBytesPerCall: number;
  /** Bytes per call outside of it: array buffers and what native code reports. */
  readonly externalBytesPerCall: number;
  /** Calls that were measured at a time. */
  readonly calls: number;
  /**
   * `exact`: nothing was collected while they ran, so that V8's counters tell all. `collected`: a single call allocates so much that it
   * is collected meanwhile; what the collector reports to have freed is added.
   */
  readonly precision: "exact" | "collected";
}

const SPANS = 5;
// A body that never allocates the same twice would be measured for ever.
const MOST_SPANS = 20;
// What the runtime allocates meanwhile, and a body whose texts differ in length.
const ALIKE_BYTES = 1024;
const ALIKE_SHARE = 0.01;
const MOST_CALLS = 4096;
const SPAN_MS = 20;

/**
 * Measures what a call allocates by V8's own counters: the used heap before and after a span of calls in which nothing is collected.
 *
 * What the measuring itself allocates, `await` among it, is measured with a function that allocates nothing in its place, and taken
 * off: an async function is left with its own promise. The `total_allocated_bytes` of newer releases counts whole allocation areas and is coarser: 2 B to 1.8 kB per call for an
 * empty function (Node 26).
 *
 * @param call - makes one call; the promise that it returns, if any, is waited for
 */
export async function measureAllocations(call: () => unknown): Promise<Allocations> {
  const isAsync = isThenable(await warmedUp(call));
  const settled = isAsync ? Promise.resolve() : undefined;
  const own = await measureSpans(call, isAsync, MOST_CALLS);
  const harness = await measureSpans(() => settled, isAsync, own.calls);
  return {
    heapBytesPerCall: Math.max(0, own.heap - harness.heap) / own.calls,
    externalBytesPerCall: Math.max(0, own.external - harness.external) / own.calls,
    calls: own.calls,
    precision: own.collections === 0 ? "exact" : "collected",
  };
}

interface Span {
  readonly calls: number;
  readonly heap: number;
  readonly external: number;
  readonly collections: number;
  readonly milliseconds: number;
}

async function warmedUp(call: () => unknown): Promise<unknown> {
  const result = call();
  await result;
  return result;
}

// The largest span that neither the collector interrupts nor takes long; the median of several such that are alike. On a busy machine V8
// optimises a body late, and until then it may allocate more: 16 B behind each object, say, which note what becomes of a literal.
async function measureSpans(call: () => unknown, isAsync: boolean, mostCalls: number): Promise<Span> {
  let span = await measureSpan(call, isAsync, 1);
  while (span.collections === 0 && span.milliseconds < SPAN_MS && span.calls < mostCalls) {
    const larger = await measureSpan(call, isAsync, Math.min(mostCalls, 4 * span.calls));
    if (larger.collections > 0) break;
    span = larger;
  }
  const spans = [span];
  while (spans.length < MOST_SPANS && !areAlike(spans.slice(-SPANS))) {
    spans.push(await measureSpan(call, isAsync, span.calls));
  }
  const last = spans.slice(-SPANS).filter(({ collections }) => collections === 0 || span.collections > 0);
  return {
    ...span,
    heap: median(last.map(({ heap }) => heap)),
    external: median(last.map(({ external }) => external)),
  };
}

function areAlike(spans: readonly Span[]): boolean {
  if (spans.length < SPANS) return false;
  const heaps = spans.map(({ heap }) => heap);
  return Math.max(...heaps) - Math.min(...heaps) <= Math.max(ALIKE_BYTES, ALIKE_SHARE * median(heaps));
}

async function measureSpan(call: () => unknown, isAsync: boolean, calls: number): Promise<Span> {
  // An empty young generation has the most room before something is collected. The second collection waits for the buffers that the
  // first one frees in a thread of its own.
  const forceGc = obtainForceGc();
  forceGc();
  forceGc();
  const profiler = new GCProfiler();
  profiler.start();
  const started = now();
  const before = getHeapStatistics();
  if (isAsync) for (let index = 0; index < calls; index++) await call();
  else for (let index = 0; index < calls; index++) call();
  const after = getHeapStatistics();
  const milliseconds = now() - started;
  const collections = profiler.stop()?.statistics ?? [];
  const freed = (counter: "usedHeapSize" | "externalMemory"): number =>
    collections.reduce(
      (sum, { beforeGC, afterGC }) => sum + beforeGC.heapStatistics[counter] - afterGC.heapStatistics[counter],
      0,
    );
  return {
    calls,
    heap: after.used_heap_size - before.used_heap_size + freed("usedHeapSize"),
    external: after.external_memory - before.external_memory + freed("externalMemory"),
    collections: collections.length,
    milliseconds,
  };
}

function isThenable(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
