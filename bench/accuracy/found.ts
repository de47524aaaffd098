import { basename } from "node:path";
import type { AsyncOpsRecord, LeakRecord } from "@leakproof/core";
import type { Entry } from "./log.ts";

/** What a run gave on one twin. */
export type Found = Pick<
  Entry,
  "verdict" | "because" | "bytesPerCall" | "calls" | "milliseconds" | "signature" | "createdAt"
>;

/** What a test says of the twin that it asserts: its record, or what it failed with instead. */
export function foundIn(test: TestOutcome | undefined): Found {
  const { records, failures } = test ?? { records: [], failures: ["the test did not run"] };
  const [record] = records;
  return record === undefined ? foundNothing(failures[0] ?? "no record") : read(record);
}

/** What came of a test. */
export interface TestOutcome {
  readonly records: readonly (LeakRecord | AsyncOpsRecord)[];
  readonly failures: readonly string[];
}

/** A run that gave no verdict. */
export function foundNothing(because: string): Found {
  return { verdict: "none", because: because.slice(0, 1000) };
}

function read(record: LeakRecord | AsyncOpsRecord): Found {
  const { verdict, cost } = record;
  const milliseconds = Math.round(cost.milliseconds);
  if (record.kind !== "memory") return { verdict: verdict.kind, because: reasonFor(verdict), milliseconds };
  const bytesPerCall = record.judges.reduce((sum, { growth }) => sum + growth.bytesPerCall, 0);
  return {
    verdict: verdict.kind,
    because: reasonFor(verdict),
    bytesPerCall,
    calls: record.cost.calls,
    milliseconds,
    ...namingIn(record),
  };
}

// Its package has no name, so that files are named by the folder.
const FOLDER_OF_RUN = /[\w-]*conformance-\w{6}\//g;

function namingIn({ explanation }: LeakRecord): Pick<Found, "signature" | "createdAt"> {
  const leak = explanation?.leaks[0];
  if (leak === undefined) return {};
  const { allocatedAt: at } = leak;
  const signature = leak.signature.replaceAll(FOLDER_OF_RUN, "");
  return { signature, ...(at === undefined ? {} : { createdAt: `${basename(at.file)}:${at.line}` }) };
}

function reasonFor(verdict: (LeakRecord | AsyncOpsRecord)["verdict"]): string {
  switch (verdict.kind) {
    case "clean":
      return "because" in verdict ? verdict.because : "nothing left";
    case "leaking":
      return "proof" in verdict ? verdict.proof : verdict.judges.join(", ");
    case "inconclusive":
      return verdict.reason.kind;
  }
}
