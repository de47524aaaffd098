import type { AsyncFinding, LeakRecord, RetainedBytes, SuiteRecord } from "@leakproof/core";
import type { ReportRecord } from "../records/report-record.ts";
import { type Standing, standingOf } from "../records/standing.ts";
import { formatBytes } from "../report/format.ts";

/** What a table says of one record; a cell that does not apply is empty. */
export interface Row {
  /** Name of the test; empty for a test file as a whole. */
  readonly name: string;
  readonly budget: string;
  readonly retained: string;
  /** Things left open or pending. */
  readonly handles: string;
  readonly standing: Standing;
}

/** Makes the row of a record. */
export function rowOf(record: ReportRecord): Row {
  const name = record.subject.test ?? (record.kind === "suite" ? "" : (record.subject.body ?? "an assertion"));
  return { name, standing: standingOf(record), ...cellsOf(record) };
}

function cellsOf(record: ReportRecord): Pick<Row, "budget" | "retained" | "handles"> {
  switch (record.kind) {
    case "memory":
      return {
        budget: record.budget.kind === "perCall" ? perCall(record.budget.bytes) : formatBytes(record.budget.bytes),
        retained: perCall(growthOf(record)),
        handles: record.pending === undefined ? "" : String(countOf(record.pending.findings)),
      };
    case "async ops":
      return { budget: "0", retained: "", handles: String(countOf(record.findings)) };
    case "collected":
      return {
        budget: "0",
        retained: `${record.objects.filter(({ isCollected }) => !isCollected).length} of ${record.objects.length}`,
        handles: "",
      };
    case "suite":
      return {
        budget: budgetOf(record),
        retained: formatBytes(Math.max(0, sumOf(record.retained))),
        handles: String(countOf(record.leftOpen.map(({ finding }) => finding))),
      };
  }
}

const perCall = (bytes: number): string => (Math.round(bytes) === 0 ? "0" : `${formatBytes(bytes)}/call`);

function growthOf({ verdict, judges }: LeakRecord): number {
  if (verdict.kind === "leaking") return verdict.bytesPerCall;
  if (verdict.kind === "clean") return 0;
  return judges.reduce((sum, { growth }) => sum + Math.max(0, growth.bytesPerCall), 0);
}

const countOf = (findings: readonly AsyncFinding[]): number => findings.reduce((sum, { count }) => sum + count, 0);

const sumOf = ({ heap, external, arrayBuffers }: RetainedBytes): number => heap + external + arrayBuffers;

function budgetOf({ budget: { retainedBytes, perTestBytes, handles } }: SuiteRecord): string {
  if (retainedBytes !== undefined) return formatBytes(retainedBytes);
  if (perTestBytes !== undefined) return `${formatBytes(perTestBytes)}/test`;
  return handles === undefined ? "none" : String(handles);
}
