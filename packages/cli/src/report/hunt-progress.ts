import type { HuntEntry, NotJudgedReason } from "@leakproof/core/runner";
import type { Colors } from "picocolors/types.js";
import { testName } from "../hunt/summarize.ts";
import { counted, formatBytes, formatSeconds } from "./format.ts";

/** Shows how a hunt goes on: a line per leak, and what happens right now. */
export interface HuntProgress {
  readonly show: (entry: HuntEntry) => void;
  /** Removes the passing line. */
  readonly end: () => void;
}

/** What the progress is written for. */
export interface ProgressSetting {
  readonly stream: NodeJS.WriteStream;
  readonly colors: Colors;
  readonly cwd: string;
}

const PAUSE_MS = 100;
// In the log of a CI nothing can be overwritten.
const PAUSE_OF_LOG_MS = 30_000;

/** Creates the progress for a stream, stderr as a rule: stdout has the report only. */
export function createHuntProgress({ stream, colors, cwd }: ProgressSetting): HuntProgress {
  const startedAt = performance.now();
  let [tests, announced, leaks, shownAt] = [0, 0, 0, startedAt];
  let passing = "";
  const erase = (): void => {
    if (passing !== "") stream.write("\r\u001B[2K");
    passing = "";
  };
  const pass = (text: string): void => {
    if (performance.now() - shownAt < (stream.isTTY ? PAUSE_MS : PAUSE_OF_LOG_MS)) return;
    shownAt = performance.now();
    const seconds = (shownAt - startedAt) / 1000;
    const line = `${tests} of ${announced} tests, ${counted(leaks, "leak")}, ${formatSeconds(seconds)}: ${text}`;
    if (!stream.isTTY) {
      stream.write(`${line}\n`);
      return;
    }
    erase();
    passing = line.slice(0, (stream.columns || 80) - 1);
    stream.write(colors.dim(passing));
  };
  return {
    show: (entry) => {
      if (entry.kind === "files") return;
      if (entry.kind === "file") announced += entry.tests;
      else if (entry.kind === "begun") pass(testName(entry.subject, cwd));
      else if (entry.kind === "memory" || isAnnounced(entry.reason)) tests++;
      if (entry.kind !== "memory" || entry.verdict.kind !== "leaking") return;
      leaks++;
      erase();
      const size = `${formatBytes(entry.verdict.bytesPerCall)} per run`.padEnd(16);
      stream.write(`${colors.red("leak")}  ${size}  ${testName(entry.subject, cwd)}\n`);
    },
    end: erase,
  };
}

function isAnnounced({ kind }: NotJudgedReason): boolean {
  return kind !== "skipped" && kind !== "todo";
}
