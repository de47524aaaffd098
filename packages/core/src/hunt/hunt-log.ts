import { appendFileSync, closeSync, openSync, readSync } from "node:fs";
import type { Subject } from "../subject.ts";
import type { HuntEntry } from "./entry.ts";
import type { HuntRequest } from "./request.ts";

/** The log of a hunt, as the worker of one test file writes it. */
export interface HuntLog {
  /** Whether an earlier run told this test; asked once for each test, since several can have the same name. */
  readonly isTold: (subject: Subject) => boolean;
  readonly add: (entry: HuntEntry) => void;
}

/** Opens the log; every entry is one write at its end, so that several workers share the file and a killed one tears its last line only. */
export function openHuntLog({ log, resumeAt }: Pick<HuntRequest, "log" | "resumeAt">): HuntLog {
  const told = resumeAt === 0 ? new Map<string, number>() : countTold(readStart(log, resumeAt));
  let isWarned = false;
  return {
    isTold: (subject) => {
      const key = keyOf(subject);
      const count = told.get(key) ?? 0;
      if (count > 0) told.set(key, count - 1);
      return count > 0;
    },
    add: (entry) => {
      try {
        appendFileSync(log, `${JSON.stringify(entry)}\n`);
      } catch (error) {
        // The suite goes on; the report of the hunt names the tests that are missing.
        if (!isWarned)
          process.emitWarning(`leakproof hunt: ${log} cannot be written: ${String(error)}`, "LeakproofWarning");
        isWarned = true;
      }
    },
  };
}

/** Counts the tests that have a verdict, or a reason for having none, by file and name. */
function countTold(text: string): Map<string, number> {
  const told = new Map<string, number>();
  for (const line of text.split("\n")) {
    const entry = parse(line);
    if (entry?.kind !== "memory" && entry?.kind !== "not judged") continue;
    const key = keyOf(entry.subject);
    told.set(key, (told.get(key) ?? 0) + 1);
  }
  return told;
}

function keyOf({ file = "", test = "" }: Subject): string {
  return `${file}\0${test}`;
}

function parse(line: string): HuntEntry | undefined {
  try {
    return JSON.parse(line) as HuntEntry;
  } catch {
    return undefined;
  }
}

function readStart(file: string, bytes: number): string {
  const buffer = Buffer.alloc(bytes);
  const handle = openSync(file, "r");
  try {
    return buffer.toString("utf8", 0, readSync(handle, buffer, 0, bytes, 0));
  } finally {
    closeSync(handle);
  }
}
