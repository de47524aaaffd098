import { createHash } from "node:crypto";
import { formatPosition } from "@leakproof/core/report";
import type { ShownRecord } from "../verdicts.ts";

/** A record under the name that links to it. */
export interface Identified {
  readonly id: string;
  readonly record: ShownRecord;
  /** The folder of its project: of records of several machines each has its own. */
  readonly root: string;
}

/**
 * Names records by what they are of: file, test, body and kind. Another run of the same tests gives the same names, so a link to one
 * keeps its meaning in the next report.
 */
export function identify(records: readonly ShownRecord[], rootOf: (file: string | undefined) => string): Identified[] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const { kind, subject } = record;
    const root = rootOf(subject.file);
    const what = JSON.stringify([kind, fileOf(record, root), subject.test, subject.body]);
    const nth = seen.get(what) ?? 0;
    seen.set(what, nth + 1);
    return { id: createHash("sha256").update(`${what}\n${nth}`).digest("hex").slice(0, 12), record, root };
  });
}

/** The file of a record relative to the project, with slashes on every system. */
export function fileOf({ subject: { file } }: ShownRecord, root: string): string {
  return file === undefined ? "" : formatPosition({ file, line: 0, column: 0 }, root, false).replaceAll("\\", "/");
}
