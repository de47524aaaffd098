import type { Probe } from "./probe.ts";

/**
 * Reads the JavaScript heap in use.
 *
 * Once the compilers are held still, an empty body moves it by 0 bytes in most rounds and by up to 240 bytes in the others
 * (Node 20 to 26, 16 rounds of 1,024 calls): 512 bytes is twice the largest such step.
 */
export const heapProbe: Probe = {
  judge: "heap",
  toleranceBytes: 512,
  movesInBlocks: false,
  read: (reading) => reading.heap,
};
