import { parseBytes } from "../parse-bytes.ts";
import { formatBytes } from "../report/format-bytes.ts";
import type { TaskMemory } from "./task-memory.ts";

/** What each task may retain and allocate per call: bytes, or a size as `"1.5 kB"`. */
export interface MemoryBudget {
  /** Bytes per call that may be retained. @default no limit */
  readonly retained?: number | string;
  /** Bytes per call that may be allocated. @default no limit */
  readonly allocated?: number | string;
}

/** A task that exceeds its budget: what {@link withMemory} lets `run()` reject with. */
export class MemoryBudgetError extends Error {
  override readonly name = "MemoryBudgetError";
}

/** Limits in bytes per call. */
export interface MemoryLimits {
  readonly retained: number | undefined;
  readonly allocated: number | undefined;
}

/** @throws TypeError for a size that is none */
export function limitsOf({ retained, allocated }: MemoryBudget): MemoryLimits {
  return {
    retained: retained === undefined ? undefined : parseBytes(retained, "budget.retained"),
    allocated: allocated === undefined ? undefined : parseBytes(allocated, "budget.allocated"),
  };
}

/** Says how a task exceeds its limits, a line for each; what could not be measured exceeds a limit. */
export function excessesOf(name: string, memory: TaskMemory, limits: MemoryLimits): readonly string[] {
  const { retainedBytesPerCall: retained, allocatedBytesPerCall: allocated } = memory;
  const lines: string[] = [];
  if (limits.retained !== undefined && !(retained !== undefined && retained <= limits.retained))
    lines.push(
      retained === undefined
        ? `${name}: what it retains could not be told; the budget is ${formatBytes(limits.retained)} per call`
        : `${name} retains ${formatBytes(retained)} per call, over its budget of ${formatBytes(limits.retained)}`,
    );
  if (limits.allocated !== undefined && allocated > limits.allocated)
    lines.push(
      `${name} allocates ${formatBytes(allocated)} per call, over its budget of ${formatBytes(limits.allocated)}`,
    );
  return lines;
}
