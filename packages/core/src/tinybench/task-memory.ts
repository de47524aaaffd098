import { checkLeak } from "../check.ts";
import type { LeakOptions } from "../options.ts";
import type { LeakRecord } from "../record.ts";
import { type Allocations, measureAllocations } from "./allocations.ts";

/** The memory of one task. */
export interface TaskMemory {
  /** Bytes per call that are still retained when the call has returned; 0 for a clean task, undefined where it could not be told. */
  readonly retainedBytesPerCall: number | undefined;
  /** Bytes per call that are allocated, in V8's heap and outside of it, whether retained or not. */
  readonly allocatedBytesPerCall: number;
  readonly allocations: Allocations;
  /** The evidence for what is retained. */
  readonly record: LeakRecord;
}

/** What is measured: the function of a task with its hooks, as the benchmark calls them. */
export interface MeasuredTask {
  readonly name: string;
  readonly call: () => unknown;
  readonly before: (() => unknown) | undefined;
  readonly after: (() => unknown) | undefined;
}

/**
 * Measures what a task allocates and retains per call, outside of its timed samples.
 *
 * @param retained - options of the check for what is retained
 * @throws what the task throws; Error if no collection can be forced
 */
export async function measureTask(
  { name, call, before, after }: MeasuredTask,
  retained: LeakOptions,
): Promise<TaskMemory> {
  const hooked = before !== undefined || after !== undefined;
  // First, while its code is as optimised as when it was timed.
  const whole = await measureAllocations(hooked ? surrounded(before, call, after) : call);
  const hooks = hooked ? await measureAllocations(surrounded(before, () => undefined, after)) : undefined;
  const allocations: Allocations = {
    ...whole,
    heapBytesPerCall: Math.max(0, whole.heapBytesPerCall - (hooks?.heapBytesPerCall ?? 0)),
    externalBytesPerCall: Math.max(0, whole.externalBytesPerCall - (hooks?.externalBytesPerCall ?? 0)),
  };
  const record = await checkLeak(
    call,
    {
      ...retained,
      ...(before === undefined ? {} : { setup: { call: before } }),
      ...(after === undefined ? {} : { teardown: { call: after } }),
    },
    { subject: { body: name } },
  );
  return {
    retainedBytesPerCall: retainedOf(record),
    allocatedBytesPerCall: allocations.heapBytesPerCall + allocations.externalBytesPerCall,
    allocations,
    record,
  };
}

// The hooks alone go the same way, so that what is awaited here is taken off with them.
function surrounded(
  before: (() => unknown) | undefined,
  call: () => unknown,
  after: (() => unknown) | undefined,
): () => Promise<void> {
  return async () => {
    await before?.();
    await call();
    await after?.();
  };
}

function retainedOf({ verdict }: LeakRecord): number | undefined {
  if (verdict.kind === "inconclusive") return undefined;
  return verdict.kind === "leaking" ? verdict.bytesPerCall : 0;
}
