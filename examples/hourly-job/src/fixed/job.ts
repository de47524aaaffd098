import { createHash } from "node:crypto";
import { Channel } from "../channel.ts";
import type { HourlyJob, Report } from "../hourly-job.ts";
import type { ObjectStore } from "../object-store.ts";

interface Run {
  readonly key: string;
  readonly startedAt: number;
  readonly done: Channel<Report>;
  object?: Buffer;
}

/** What a shutdown has to wait for. */
const inFlight = new Set<Promise<void>>();

/** Totals for the health page. */
export const totals = { runs: 0, bytes: 0, milliseconds: 0 };

export function createHourlyJob(store: ObjectStore): HourlyJob {
  return {
    start(key) {
      const run: Run = { key, startedAt: performance.now(), done: new Channel({ capacity: 1 }) };
      const task = execute(run, store);
      const finish = () => {
        inFlight.delete(task);
        totals.runs += 1;
        totals.bytes += run.object?.length ?? 0;
        totals.milliseconds += performance.now() - run.startedAt;
      };
      inFlight.add(task);
      task.then(finish, finish);
      return run.done;
    },
  };
}

export async function drain(): Promise<void> {
  await Promise.allSettled(inFlight);
}

async function execute(run: Run, store: ObjectStore): Promise<void> {
  const report: Report = { key: run.key, bytes: 0 };
  try {
    run.object = await store.download(run.key);
    report.bytes = run.object.length;
    report.sha256 = sha256(run.object);
  } catch (error) {
    report.error = error;
  } finally {
    await run.done.send(report);
  }
}

function sha256(object: Buffer): string {
  return createHash("sha256").update(object).digest("hex");
}
