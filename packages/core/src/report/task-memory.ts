import type { TaskMemory } from "../tinybench/task-memory.ts";
import { formatBytes } from "./format-bytes.ts";

/** Writes what a call of a benchmark's task retains: `0 B`, or `inconclusive` where it could not be told. */
export function describeRetained({ retainedBytesPerCall: bytes }: TaskMemory): string {
  return bytes === undefined ? "inconclusive" : formatBytes(bytes);
}

/** Writes what a call of a benchmark's task allocates: `32 B`, or `about 16 MB` where something was collected meanwhile. */
export function describeAllocated({ allocatedBytesPerCall, allocations }: TaskMemory): string {
  return `${allocations.precision === "collected" ? "about " : ""}${formatBytes(allocatedBytesPerCall)}`;
}

/** Writes both in a line. */
export function describeMemory(memory: TaskMemory): string {
  return `retained per call ${describeRetained(memory)}, allocated per call ${describeAllocated(memory)}`;
}
