import type { HuntEntry } from "@leakproof/core/runner";
import { huntEnvironment, openHuntLog } from "@leakproof/core/runner";
import { type FinishedProcess, runProcess } from "../trial/run-process.ts";
import { followLog } from "./follow-log.ts";
import { type HuntHead, readEntry } from "./hunt-log.ts";
import type { HuntCommand } from "./with-plugin.ts";

/** A hunt that is to be made. */
export interface HuntRun {
  readonly head: HuntHead;
  readonly command: HuntCommand;
  readonly log: string;
  /** Bytes of the log that earlier runs wrote. */
  readonly resumeAt: number;
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly onEntry: (entry: HuntEntry) => void;
}

const PAUSE_MS = 200;

// The longest that a timer can wait: a hunt may take as long as it takes.
const NO_LIMIT_MS = 2 ** 31 - 1;

/** Runs the suite once, with every test repeated in its worker; tells what the workers write to the log while they do. */
export async function runHunt({
  head,
  command,
  log,
  resumeAt,
  cwd,
  signal,
  onEntry,
}: HuntRun): Promise<FinishedProcess> {
  const { timePerTestMs, repeat } = head;
  const { files, ...started } = command;
  if (files !== undefined) openHuntLog({ log, resumeAt: 0 }).add({ version: 1, kind: "files", files });
  const followed = followLog(log, resumeAt);
  const tell = (): void => {
    for (const line of followed.read()) {
      const entry = readEntry(line);
      if (entry !== undefined) onEntry(entry);
    }
  };
  const timer = setInterval(tell, PAUSE_MS);
  try {
    const request = { log, resumeAt, timePerTestMs, ...(repeat === undefined ? {} : { repeat }) };
    const { FORCE_COLOR: _, ...environment } = process.env;
    return await runProcess({
      ...started,
      cwd,
      environment: { ...environment, NO_COLOR: "1", ...command.environment, ...huntEnvironment(request) },
      timeoutMs: NO_LIMIT_MS,
      signal,
    });
  } finally {
    clearInterval(timer);
    tell();
  }
}
