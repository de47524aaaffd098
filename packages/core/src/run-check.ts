import { addOpenWork } from "./add-open-work.ts";
import { assertIsBody } from "./assert-is-body.ts";
import type { Suspect } from "./async/suspects.ts";
import { attemptExplanation } from "./attempt-explanation.ts";
import { callsThatFill } from "./calls-that-fill.ts";
import { Caller } from "./calls.ts";
import type { CheckRun } from "./check-run.ts";
import { agedSince, type CheckSetting } from "./check-setting.ts";
import { answeringForFiles } from "./collect/files-closed-by-gc.ts";
import { holdCode } from "./collect/hold-code.ts";
import { Settler } from "./collect/settle.ts";
import { passesControl } from "./control.ts";
import { judgeOneCall, judgeWarmCalls, loadWatch } from "./judge-pending-work.ts";
import { closing, isOpen, outweighing } from "./later-verdict.ts";
import { type ExplainAttempt, makeRecord } from "./make-record.ts";
import { type Measured, measure, measureOn } from "./measure.ts";
import { type Body, type LeakOptions, type ResolvedOptions, resolveOptions } from "./options.ts";
import type { LeakRecord } from "./record.ts";
import { takeTurn } from "./take-turn.ts";
import { TimePlan } from "./time-plan.ts";

/**
 * Makes a check when those that asked before have ended: two at a time would measure each other.
 *
 * @param since - when it was asked for: what the setting tells of the time left is of that instant
 * @throws TypeError if the body is no function or an option is wrong
 */
export async function checkInTurn(
  body: Body,
  options: LeakOptions | undefined,
  setting: CheckSetting,
  since: number,
): Promise<LeakRecord> {
  assertIsBody(body);
  const resolved = resolveOptions(options);
  return takeTurn(async () => {
    const isSighted = await readyWorker(resolved);
    return answeringForFiles(() => runCheck(body, resolved, agedSince(setting, since), isSighted), tellsFiles);
  });
}

function tellsFiles({ pending }: LeakRecord): boolean {
  return pending?.findings.some(({ kind }) => kind === "file handle") === true;
}

/**
 * Loads what a check needs and makes sure that this worker can see a leak: once, before the time of the first check begins.
 *
 * @returns whether it can
 */
async function readyWorker({ watches }: ResolvedOptions): Promise<boolean> {
  // Before the control, which lets go of the code that loading has run.
  if (watches === "warm calls") await loadWatch();
  return passesControl(new Settler());
}

/**
 * Makes a check: one watched call if asked for, the rounds, and what explains a leak.
 *
 * @param isSighted - whether this worker can see a leak; if not, nothing is clean in it
 */
async function runCheck(
  body: Body,
  options: ResolvedOptions,
  setting: CheckSetting,
  isSighted: boolean,
): Promise<LeakRecord> {
  const time = new TimePlan(options.timeoutMs, setting.timeLeftMs, options.explain !== false);
  const subject = { ...(body.name === "" ? {} : { body: body.name }), ...setting.subject };
  const request = { body, options, subject, time };
  const pending = await judgeOneCall(request);
  if (pending !== undefined) return pending;
  const settler = new Settler();
  const caller = new Caller(body, options.before.call, options.after.call, time.end);
  const run: CheckRun = { subject, options, time, settler, caller, isSighted };
  const code = holdCode();
  let open: readonly Suspect[] = [];
  try {
    const measured = await measure(run, code.hold, async () => {
      const warm = await judgeWarmCalls(request, caller);
      open = warm.open;
      return warm.record;
    });
    code.restore();
    if ("verdict" in measured) return measured;
    const attempt = await attemptExplanation(run, measured, code);
    const record = await judgeMeasured(run, measured, attempt);
    const calls = caller.made;
    const verdict = closing(record, { calls, explainedCalls: attempt?.calls ?? calls });
    return await addOpenWork({ ...record, verdict }, open, run);
  } finally {
    caller.end();
    code.restore();
  }
}

async function judgeMeasured(
  run: CheckRun,
  measured: Measured,
  attempt: ExplainAttempt | undefined,
): Promise<LeakRecord> {
  const record = makeRecord(run, measured, attempt);
  const fullAfterCalls = callsThatFill(record.explanation?.leaks ?? [], attempt?.calls ?? run.caller.made);
  if (measured.doubt !== undefined || !isOpen(record.verdict, fullAfterCalls)) return record;
  // More rounds may tell what the first ones, and the snapshot if there is one, did not.
  const more = await measureOn(measured, run, {
    verdict: record.verdict,
    fullAfterCalls,
    readingsStand: attempt?.movedHeap !== true,
  });
  if (more === undefined) return record;
  const later = makeRecord(run, more, attempt);
  const verdict = outweighing({ ...later, rates: more.rounds.rates }, { ...record, rates: measured.rounds.rates });
  return verdict === undefined ? record : { ...later, verdict };
}
