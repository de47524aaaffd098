export type { AnyRecord } from "./any-record.ts";
export { LeakError, assertNoLeak } from "./assert-no-leak.ts";
export { AsyncOpsError, assertNoAsyncOps } from "./async/assert-no-async-ops.ts";
export { checkAsyncOps } from "./async/check-async-ops.ts";
export type { AsyncKind } from "./async/kinds.ts";
export type { ClosedKind } from "./async/track/closers.ts";
export type { AsyncOpsOptions } from "./async/options.ts";
export type {
  AsyncCost,
  AsyncFinding,
  AsyncHop,
  AsyncOpsRecord,
  AsyncVerdict,
  Excused,
  StackLine,
} from "./async/record.ts";
export type { BaselineEntry } from "./budget/baseline.ts";
export { checkLeak } from "./check.ts";
export type { CheckSetting } from "./check-setting.ts";
export { CollectedError, assertCollected } from "./collected/assert-collected.ts";
export { checkCollected } from "./collected/check-collected.ts";
export type { CollectedOptions } from "./collected/options.ts";
export type { CollectedObject, CollectedRecord, CollectedVerdict } from "./collected/record.ts";
export { type Watched, watch } from "./collected/watch.ts";
export type {
  Excess,
  LeftOpen,
  Phase,
  PhaseGrowth,
  PhasePlace,
  RetainedBytes,
  SuiteBudget,
  SuiteRecord,
  SuiteVerdict,
} from "./guard/suite-record.ts";
export type { UnheededEntry } from "./heeded-entries.ts";
export { readIgnoreFile } from "./ignore-file.ts";
export type { JudgeEvidence, RoundsEnd } from "./evidence.ts";
export type { Growth } from "./growth.ts";
export type { IgnoreEntry } from "./ignore-entry.ts";
export type { Body, BodyContext, Budget, Explain, Hook, Hooks, LeakOptions } from "./options.ts";
export type { Judge, MemoryJudge, Reading } from "./probes/probe.ts";
export type { CheckCost, LeakRecord } from "./record.ts";
export type { RecordsLine } from "./records-line.ts";
export type { LostLine, RunMark, RunPlan } from "./runner/run-marks.ts";
export type { Sample } from "./samples.ts";
export type { RuntimeFacts, Subject } from "./subject.ts";
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
