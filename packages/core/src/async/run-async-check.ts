import { assertIsBody } from "../assert-is-body.ts";
import type { CheckSetting } from "../check-setting.ts";
import { answeringForFiles } from "../collect/files-closed-by-gc.ts";
import { now } from "../collect/real-time.ts";
import type { Body } from "../options.ts";
import { describeRuntime, type Subject } from "../subject.ts";
import { takeTurn } from "../take-turn.ts";
import { TimePlan } from "../time-plan.ts";
import type { Leftovers } from "./drain.ts";
import type { Findings, FindingsRequest } from "./findings.ts";
import { dividedByIgnore } from "./ignore.ts";
import { judgeOf } from "./kinds.ts";
import { type AsyncOpsOptions, type ResolvedAsyncOptions, resolveAsyncOptions } from "./options.ts";
import type { AsyncOpsRecord } from "./record.ts";
import type { Suspect } from "./suspects.ts";
import { tellsDescriptors } from "./track/descriptors.ts";
import { type Scope, type Watched, watchCalls } from "./watch-calls.ts";

const EVERYTHING: Scope = { counts: () => true, waitsFor: () => true, followed: "everything" };

/**
 * Watches the calls of a body when the checks that asked before have ended: two at a time would see each other's work.
 *
 * @throws TypeError if the body is no function or an option is wrong
 */
export async function checkInTurn(
  body: Body,
  options: AsyncOpsOptions | undefined,
  setting: CheckSetting,
): Promise<AsyncOpsRecord> {
  assertIsBody(body);
  const resolved = resolveAsyncOptions(options);
  return takeTurn(() => answeringForFiles(() => checkNow(body, resolved, setting), tellsFiles));
}

// Those that are excused are told too.
function tellsFiles({ findings, excused }: Pick<AsyncOpsRecord, "findings" | "excused">): boolean {
  return [...findings, ...excused].some(({ kind }) => kind === "file handle");
}

/** Watches the calls of a body at once, without waiting for other checks, and gives the verdict on what they left behind. */
export async function checkNow(
  body: Body,
  options: ResolvedAsyncOptions,
  { subject: given, timeLeftMs }: CheckSetting,
): Promise<AsyncOpsRecord> {
  const time = new TimePlan(options.timeoutMs, timeLeftMs, false);
  const subject: Subject = { ...(body.name === "" ? {} : { body: body.name }), ...given };
  return makeAsyncRecord(await watchCalls(body, options, time, EVERYTHING), options, subject, time);
}

/** Tells of what watched calls left behind, and gives the verdict on it. */
export async function makeAsyncRecord(
  { left, calls, doubt }: Watched,
  options: ResolvedAsyncOptions,
  subject: Subject,
  time: TimePlan,
): Promise<AsyncOpsRecord> {
  const found = await tell(left.suspects, {
    calls: options.calls,
    explain: options.explain,
    keepSnapshot:
      options.keepSnapshot === undefined
        ? undefined
        : { folder: options.keepSnapshot, subject: subject.test ?? subject.body ?? "body" },
    timeLeftMs: () => time.left(),
  });
  const { findings, ignored, unheeded } = dividedByIgnore(found.findings, options.ignore);
  const spoken = new Set(findings.map(({ kind }) => judgeOf(kind)));
  const judges = (["handles", "promises"] as const).filter((judge) => spoken.has(judge));
  return {
    version: 1,
    kind: "async ops",
    subject,
    verdict: doubt ?? (judges.length === 0 ? { kind: "clean" } : { kind: "leaking", judges }),
    findings,
    excused: [...ignored, ...sumExcused(left)],
    ...(unheeded.length === 0 ? {} : { unheeded }),
    calls: options.calls,
    countsDescriptors: tellsDescriptors(),
    ...(found.unexplained === undefined ? {} : { unexplained: found.unexplained }),
    ...(found.snapshotPath === undefined ? {} : { snapshotPath: found.snapshotPath }),
    cost: {
      calls,
      collections: left.collections,
      snapshots: found.snapshots,
      waitMs: left.milliseconds,
      milliseconds: now() - time.start,
    },
    runtime: describeRuntime(),
  };
}

// Loaded only where something was left behind.
async function tell(suspects: readonly Suspect[], request: FindingsRequest): Promise<Findings> {
  if (suspects.length === 0) return { findings: [], snapshots: 0 };
  const { findFindings } = await import("./findings.ts");
  return findFindings(suspects, request);
}

function sumExcused({ excused }: Leftovers): AsyncOpsRecord["excused"] {
  const sums = new Map<string, AsyncOpsRecord["excused"][number]>();
  for (const { suspect, reason } of excused) {
    const key = `${suspect.kind} ${reason}`;
    sums.set(key, { kind: suspect.kind, count: (sums.get(key)?.count ?? 0) + suspect.count, reason });
  }
  return [...sums.values()];
}
