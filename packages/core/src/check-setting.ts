import { now } from "./collect/real-time.ts";
import type { Subject } from "./subject.ts";

/** What the caller of a check knows besides the body and its options. */
export interface CheckSetting {
  readonly subject?: Subject;
  /** Milliseconds until the runner ends the test. */
  readonly timeLeftMs?: number;
}

/** The setting as it is by now, if it was given at the instant `since`: waiting for other checks and readying the worker take time. */
export function agedSince(setting: CheckSetting, since: number): CheckSetting {
  const { timeLeftMs } = setting;
  return timeLeftMs === undefined ? setting : { ...setting, timeLeftMs: timeLeftMs - (now() - since) };
}
