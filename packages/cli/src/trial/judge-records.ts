import { isAbsolute, relative } from "node:path";
import type { AnyRecord } from "@leakproof/core";
import { formatBytes } from "../report/format.ts";
import { namedLeaks } from "./named-leaks.ts";
import type { Outcome } from "./outcome.ts";

/** Which leak is looked for. */
export interface Target {
  /** `same`: the one that was seen first. `any`: whatever leaks. Else a pattern for fingerprint, signature or class. */
  readonly leak: "same" | "any" | RegExp;
  /** Judges by size alone: a leak is what grows by more than this. */
  readonly aboveBytes?: number;
  /** Fingerprints, likenesses and tests of the trials that showed the leak so far; none before the first. */
  readonly fingerprints: ReadonlySet<string>;
  readonly likenesses: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
}

/** Any leak of any test. */
export const ANY_LEAK: Target = { leak: "any", fingerprints: new Set(), likenesses: new Set(), tests: new Set() };

/** Reads a verdict on the leak that is looked for from the records of a run; undefined if there are none of the tests that matter. */
export function judgeRecords(records: readonly AnyRecord[], target: Target, cwd: string): Outcome | undefined {
  const named = records.map((record) => ({ record, test: nameOf(record, cwd) }));
  const relevant = target.tests.size === 0 ? named : named.filter(({ test }) => target.tests.has(test));
  if (relevant.length === 0) return undefined;
  const leaking = relevant.filter(({ record }) => isLeak(record, target));
  const same = leaking.filter(({ record }) => isTarget(record, target));
  if (same.length > 0) return leakOf(same);
  const [other] = leaking;
  if (other !== undefined) return { kind: "other", reason: describeOther(other.record) };
  const doubt = relevant.find(({ record }) => isInDoubt(record, target));
  if (doubt !== undefined) return { kind: "error", reason: `inconclusive: ${doubtOf(doubt.record)}` };
  return { kind: "clean", bytesPerCall: Math.max(0, ...relevant.map(({ record }) => growthOf(record))) };
}

/** How a test is called in the log: its file, then its name. */
function nameOf({ subject }: AnyRecord, cwd: string): string {
  const file = subject.file === undefined ? "" : isAbsolute(subject.file) ? relative(cwd, subject.file) : subject.file;
  return [file, subject.test].filter((part) => part !== undefined && part !== "").join(" > ") || (subject.body ?? "");
}

function isLeak(record: AnyRecord, { aboveBytes }: Target): boolean {
  // What is counted and not measured has no size.
  const isSized = aboveBytes !== undefined && record.kind === "memory";
  return isSized ? growthOf(record) > aboveBytes : record.verdict.kind === "leaking" || record.verdict.kind === "over";
}

function isTarget(record: AnyRecord, { leak, aboveBytes, fingerprints, likenesses }: Target): boolean {
  if (leak === "any" || aboveBytes !== undefined) return true;
  // Growth without a snapshot has no name to compare.
  const leaks = namedLeaks(record);
  if (leak === "same") {
    if (leaks.length === 0 || fingerprints.size === 0) return true;
    return leaks.some(
      ({ fingerprint, likeness }) =>
        fingerprints.has(fingerprint) || (likeness !== undefined && likenesses.has(likeness)),
    );
  }
  return leaks.some(({ fingerprint, signature, className }) =>
    [fingerprint, signature, className].some((text) => leak.test(text)),
  );
}

function isInDoubt(record: AnyRecord, { aboveBytes }: Target): boolean {
  return aboveBytes === undefined && record.verdict.kind === "inconclusive";
}

function growthOf(record: AnyRecord): number {
  if (record.kind !== "memory") return 0;
  const { verdict, judges } = record;
  if (verdict.kind === "leaking") return verdict.bytesPerCall;
  return judges.reduce((sum, { growth }) => sum + ("bytesPerCall" in growth ? Math.max(0, growth.bytesPerCall) : 0), 0);
}

function leakOf(same: readonly { readonly record: AnyRecord; readonly test: string }[]): Outcome {
  const leaks = same.flatMap(({ record }) => namedLeaks(record));
  const words = leaks.flatMap(({ className, signature }) => [
    className,
    ...(signature.match(/[A-Za-z_$][\w$]{3,}/g) ?? []),
  ]);
  const likeness = leaks[0]?.likeness;
  return {
    kind: "leak",
    bytesPerCall: Math.max(...same.map(({ record }) => growthOf(record))),
    fingerprints: [...new Set(leaks.map(({ fingerprint }) => fingerprint))],
    ...(likeness === undefined ? {} : { likeness }),
    words: [...new Set(words)].slice(0, 40),
    tests: [...new Set(same.map(({ test }) => test))],
  };
}

function describeOther(record: AnyRecord): string {
  const [leak] = namedLeaks(record);
  const what = leak === undefined ? "" : ` (${leak.className}, ${leak.fingerprint})`;
  return `another leak${what}, ${formatBytes(growthOf(record))} per call`;
}

function doubtOf({ verdict }: AnyRecord): string {
  if (verdict.kind !== "inconclusive") return "";
  return typeof verdict.reason === "string" ? verdict.reason : verdict.reason.kind;
}
