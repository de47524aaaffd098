import type { RetainedBytes } from "../guard/suite-record.ts";

/** Bytes that were added in all: in the heap and outside of it. */
export function retainedInAll({ heap, external, arrayBuffers }: RetainedBytes): number {
  return heap + external + arrayBuffers;
}
