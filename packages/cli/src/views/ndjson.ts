import type { RecordsLine } from "@leakproof/core";
import type { Report } from "../records/report-of.ts";

/** Writes a records file: how far the runs came, what could not be read, and all records. It is read like that of a run. */
export function renderNdjson({ records, marks, damaged }: Report): string {
  const lines: readonly RecordsLine[] = [
    ...marks,
    ...damaged.map((line) => ({ version: 1 as const, kind: "line lost" as const, ...line })),
    ...records,
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
