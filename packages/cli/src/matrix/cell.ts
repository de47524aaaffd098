import { isAbsolute, relative } from "node:path";
import type { AnyRecord } from "@leakproof/core";
import * as v from "valibot";
import { namedLeaks } from "../trial/named-leaks.ts";

/** What a test did on a release. */
export interface Cell {
  /** Empty if the release could not run the tests at all. */
  readonly test: string;
  readonly release: string;
  readonly verdict: "clean" | "leaking" | "inconclusive" | "other" | "untestable" | "error";
  readonly bytesPerCall?: number;
  readonly fingerprint?: string;
  readonly reason?: string;
}

export const CELL: v.GenericSchema<unknown, Cell> = v.object({
  test: v.string(),
  release: v.string(),
  verdict: v.picklist(["clean", "leaking", "inconclusive", "other", "untestable", "error"]),
  bytesPerCall: v.exactOptional(v.number()),
  fingerprint: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
});

/** Makes a cell of the record of an assertion. */
export function cellOf(record: AnyRecord, release: string, cwd: string): Cell {
  const { subject, verdict } = record;
  const file = subject.file === undefined ? "" : isAbsolute(subject.file) ? relative(cwd, subject.file) : subject.file;
  const test = [file, subject.test].filter((part) => part !== undefined && part !== "").join(" > ");
  const fingerprint = namedLeaks(record)[0]?.fingerprint;
  return {
    test,
    release,
    verdict: verdict.kind === "over" ? "leaking" : verdict.kind === "within" ? "clean" : verdict.kind,
    ...("bytesPerCall" in verdict ? { bytesPerCall: verdict.bytesPerCall } : {}),
    ...((verdict.kind === "leaking" || verdict.kind === "over") && fingerprint !== undefined ? { fingerprint } : {}),
    ...(verdict.kind === "inconclusive"
      ? { reason: typeof verdict.reason === "string" ? verdict.reason : verdict.reason.kind }
      : {}),
  };
}
