import { arrayBuffersProbe } from "./array-buffers.ts";
import { externalProbe } from "./external.ts";
import { heapProbe } from "./heap.ts";
import type { Probe } from "./probe.ts";

/** The probes that are judged, in the order in which a message names them. */
export const memoryProbes: readonly Probe[] = [heapProbe, arrayBuffersProbe, externalProbe];
