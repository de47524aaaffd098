import type { Growth } from "./growth.ts";
import type { MemoryJudge } from "./probes/probe.ts";

/** What one judge saw. */
export interface JudgeEvidence {
  readonly judge: MemoryJudge;
  readonly growth: Growth;
}

/** Why the rounds ended. */
export type RoundsEnd = "flat" | "grown" | "rounds" | "time" | "maxGrowth" | "never returned";
