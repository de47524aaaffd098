import type { Probe } from "./probe.ts";

/**
 * Reads what native objects hold outside the heap, `ArrayBuffer` memory excepted.
 *
 * The runtime accounts for it in coarse steps (compression streams, sockets and parsers register whole blocks), hence one page.
 */
export const externalProbe: Probe = {
  judge: "external",
  toleranceBytes: 4096,
  movesInBlocks: true,
  read: (reading) => reading.external,
};
