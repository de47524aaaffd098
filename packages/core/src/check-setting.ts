import type { Subject } from "./subject.ts";

/** What the caller of a check knows besides the body and its options. */
export interface CheckSetting {
  readonly subject?: Subject;
  /** Milliseconds until the runner ends the test. */
  readonly timeLeftMs?: number;
}
