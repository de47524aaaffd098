import type { Caller } from "./calls.ts";
import type { Settler } from "./collect/settle.ts";
import type { ResolvedOptions } from "./options.ts";
import type { Subject } from "./subject.ts";
import type { TimePlan } from "./time-plan.ts";

/** One check while it runs: what it judges, how, and what it has spent. */
export interface CheckRun {
  readonly subject: Subject;
  readonly options: ResolvedOptions;
  readonly time: TimePlan;
  readonly settler: Settler;
  readonly caller: Caller;
  /** Whether this worker can see a leak. */
  readonly isSighted: boolean;
}
