import type { Probe } from "./probe.ts";

/**
 * Reads the memory of `ArrayBuffer` and `Buffer`.
 *
 * Small buffers share slabs of 8 KiB (`Buffer.poolSize`): whether a round ends with a fresh slab is chance, one slab is no growth.
 */
export const arrayBuffersProbe: Probe = {
  judge: "arrayBuffers",
  label: "array buffers",
  toleranceBytes: 8192,
  read: (reading) => reading.arrayBuffers,
};
