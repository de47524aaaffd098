import { addOpenWork } from "./add-open-work.ts";
import type { Suspect } from "./async/suspects.ts";
import { attemptExplanation } from "./attempt-explanation.ts";
import { callsThatFill } from "./calls-that-fill.ts";
import { Caller } from "./calls.ts";
import type { CheckRun } from "./check-run.ts";
import type { CheckSetting } from "./check-setting.ts";
import { holdCode } from "./collect/hold-code.ts";
import { Settler } from "./collect/settle.ts";
import { passesControl } from "./control.ts";
import { judgeOneCall, judgeWarmCalls, loadWatch } from "./judge-pending-work.ts";
import { closing, isOpen, outweighing } from "./later-verdict.ts";
import { type ExplainAttempt, makeRecord } from "./make-record.ts";
import { type Measured, measure, measureOn } from "./measure.ts";
import type { Body, ResolvedOptions } from "./options.ts";
import type { LeakRecord } from "./record.ts";
import { TimePlan } from "./time-plan.ts";

/**
 * Loads what a check needs and makes sure that this worker can see a leak: once, before the time of the first check begins.
 *
 * @returns whether it can
 */
export async function readyWorker({ watches }: ResolvedOptions): Promise<boolean> {
  // Before the control, which lets go of the code that loading has run.
  if (watches === "warm calls") await loadWatch();
  return passesControl(new Settler());
}

/**
 * Makes a check: one watched call if asked for, the rounds, and what explains a leak.
 *
 * @param isSighted - whether this worker can see a leak; if not, nothing is clean in it
 */
export async function runCheck(
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
