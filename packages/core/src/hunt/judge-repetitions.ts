import { stripVTControlCharacters } from "node:util";
import { describe } from "../describe.ts";
import { isError } from "../is-error.ts";
import type { Body, LeakOptions } from "../options.ts";
import type { LeakRecord } from "../record.ts";
import type { Subject } from "../subject.ts";
import type { Doubt } from "../verdict.ts";
import type { NotJudged, NotJudgedReason } from "./entry.ts";
import type { HuntRequest } from "./request.ts";

/** A test that passed once. */
export interface RepeatableTest {
  readonly subject: Subject;
  /** Runs it once more, with its hooks; rejects with what it fails with. */
  readonly repeat: () => Promise<void>;
  /** The options of its project. */
  readonly options: LeakOptions;
}

/**
 * Judges a test by the growth of its repetitions, each of which is one call of a body. The test is not blamed for failing when it is
 * repeated.
 */
export async function judgeRepetitions(
  { subject, repeat, options }: RepeatableTest,
  request: HuntRequest,
): Promise<LeakRecord | NotJudged> {
  const notJudged = (reason: NotJudgedReason): NotJudged => ({ version: 1, kind: "not judged", subject, reason });
  let runs = 1;
  let failure: NotJudgedReason | undefined;
  const [body]: Body[] = [
    async () => {
      runs++;
      try {
        await repeat();
      } catch (error) {
        failure ??= { kind: "not repeatable", run: runs, message: messageOf(error) };
        throw error;
      }
    },
  ];
  try {
    // Loaded by the first test that is judged.
    const { checkLeak } = await import("../check.ts");
    const check = (bounds: HuntRequest): Promise<LeakRecord> =>
      checkLeak(body as Body, { ...options, ...boundsOf(bounds) }, { subject });
    const record = await check(request);
    if (failure !== undefined) return notJudged(failure);
    return isInDoubt(record) ? await check({ ...request, timePerTestMs: MORE_TIME * request.timePerTestMs }) : record;
  } catch (error) {
    return notJudged(failure ?? { kind: "not measured", message: messageOf(error) });
  }
}

// Most tests are clean, and cleared within a second: time that all of them were given would be taken by slow ones alone. On a machine that
// is busy with other tests a snapshot takes several times as long.
const MORE_TIME = 3;

function isInDoubt({ verdict }: LeakRecord): boolean {
  return verdict.kind === "inconclusive" && MORE_TIME_MAY_TELL[verdict.reason.kind];
}

const MORE_TIME_MAY_TELL: Readonly<Record<Doubt["kind"], boolean>> = {
  slowing: true,
  falling: true,
  "too few rounds": true,
  scattered: true,
  unconfirmed: true,
  unaccounted: false,
  seldom: true,
  "never returned": false,
  blind: false,
};

const ROUNDS = 6;

/** How the time and the number of repetitions bound a check. */
export function boundsOf({ timePerTestMs, repeat }: Pick<HuntRequest, "timePerTestMs" | "repeat">): LeakOptions {
  const timeout = Math.max(1, Math.round(timePerTestMs));
  if (repeat === undefined) return { timeout };
  const warmUp = Math.ceil(repeat / 4);
  return { timeout, warmUp, rounds: ROUNDS, calls: Math.max(1, Math.floor((repeat - warmUp) / ROUNDS)) };
}

const LONGEST_MESSAGE = 300;

function messageOf(error: unknown): string {
  const text = isError(error) ? error.message : typeof error === "string" ? error : describe(error);
  const [first = ""] = stripVTControlCharacters(text).trim().split("\n");
  return first.length > LONGEST_MESSAGE ? `${first.slice(0, LONGEST_MESSAGE)}…` : first;
}
