import type { Probe } from "./probe.ts";

/**
 * Reads the memory of `ArrayBuffer` and `Buffer`.
 *
 * Small buffers share slabs of 8 KiB (`Buffer.poolSize`): whether a round ends with a fresh slab is chance, one slab is no growth.
 */
export const arrayBuffersProbe: Probe = {
  judge: "arrayBuffers",
  toleranceBytes: 8192,
  movesInBlocks: true,
  read: (reading) => reading.arrayBuffers,
};
