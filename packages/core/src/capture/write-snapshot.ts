import { randomUUID } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { writeHeapSnapshot } from "node:v8";

/** Where a snapshot stays. */
export interface SnapshotKeeping {
  readonly folder: string;
  /** What the file is named after: the test, or the body. */
  readonly subject: string;
}

/** Writes a heap snapshot to its folder, or to a temporary file if none is to be kept or the folder cannot be written. */
export function writeSnapshot(keeping: SnapshotKeeping | undefined): {
  readonly path: string;
  readonly isKept: boolean;
} {
  if (keeping !== undefined) {
    try {
      return { path: writeToFolder(keeping), isKept: true };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      process.emitWarning(`no heap snapshot is kept in ${keeping.folder}: ${reason}`, "LeakproofWarning");
    }
  }
  const path = join(tmpdir(), `leakproof-${process.pid}-${randomUUID()}.heapsnapshot`);
  writeHeapSnapshot(path);
  return { path, isKept: false };
}

function writeToFolder({ folder, subject }: SnapshotKeeping): string {
  const path = join(resolve(folder), fileNameFor(subject));
  const partial = `${path}.${process.pid}.partial`;
  mkdirSync(resolve(folder), { recursive: true });
  try {
    writeHeapSnapshot(partial);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  return path;
}

const LONGEST_NAME = 100;
const timesNamed = new Map<string, number>();

// The same test gets the same file in the next run; its second assertion gets another.
function fileNameFor(subject: string): string {
  const words = subject.replaceAll(/[^\p{L}\p{N}.]+/gu, "-").replaceAll(/^[-.]+|[-.]+$/g, "");
  const name = words.slice(-LONGEST_NAME) || "body";
  const times = (timesNamed.get(name) ?? 0) + 1;
  timesNamed.set(name, times);
  return `${name}${times === 1 ? "" : `-${times}`}.heapsnapshot`;
}
