export { LeakError, assertNoLeak } from "./assert-no-leak.ts";
export { type CheckSetting, checkLeak } from "./check.ts";
export { readIgnoreFile } from "./ignore-file.ts";
export type { JudgeEvidence, RoundsEnd } from "./evidence.ts";
export type { Growth } from "./growth.ts";
export type { Body, BodyContext, Budget, Explain, Hook, Hooks, IgnoreEntry, LeakOptions } from "./options.ts";
export type { MemoryJudge, Reading } from "./probes/probe.ts";
export type { CheckCost, LeakRecord, Subject } from "./record.ts";
export type { Sample } from "./samples.ts";
export type {
  CodeFrame,
  Explanation,
  Leak,
  LeakKind,
  LeakNames,
  Owner,
  SourcePosition,
  TraceStep,
  Victim,
} from "./trace/leak.ts";
export type { Doubt, IgnoredLeak, Verdict } from "./verdict.ts";
