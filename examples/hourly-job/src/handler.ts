import type { HourlyJob } from "./hourly-job.ts";

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Starts the job and answers at once: the scheduler that calls it does not wait for the run. */
export function triggerHourlyJob(job: HourlyJob, key: string): Reply {
  job.start(key);
  return { status: 202, body: { accepted: key } };
}
