import { collectInTurns } from "../collect/collect-in-turns.ts";
import { nextTurn, now, realDelay } from "../collect/real-time.ts";
import { grownBeyond } from "./groups.ts";
import { type AsyncKind, isClosing } from "./kinds.ts";
import { rules } from "./rules.ts";
import type { Suspect } from "./suspects.ts";
import type { Trackers } from "./trackers.ts";

/** What calls left behind, once it was waited for and collected. */
export interface Leftovers {
  readonly suspects: readonly Suspect[];
  /** What was left behind as well, and is no matter of the body's, by rule. */
  readonly excused: readonly { readonly suspect: Suspect; readonly reason: string }[];
  readonly collections: number;
  readonly milliseconds: number;
}

/** Tells what is open, and what is retained and decided by collection. */
export type Opened = Pick<Trackers, "opened" | "retained">;

/** How long to wait, and for what. */
export interface DrainRequest {
  readonly graceMs: number;
  /** The kinds that are judged. */
  readonly counts: (kind: AsyncKind) => boolean;
  /** Those of them that are waited for, and collected. */
  readonly waitsFor: (kind: AsyncKind) => boolean;
  readonly countsUnref: boolean;
  /** What earlier calls left behind: only what goes beyond it is waited for. */
  readonly before: readonly Suspect[];
  /** Whether idle connections are waited for as everything else is: usually another call tells more of them than time. */
  readonly waitsForIdle: boolean;
}

// Idle connections and what was closed get no more than these: time does not change them.
// In milliseconds, 0 being a turn of the event loop: what ends soon is hardly waited for, what stays costs the whole grace.
const FIRST_WAITS = [0, 0, 1, 2, 4, 8] as const;
const LONGEST_WAIT_MS = 50;

/**
 * Waits, with back-off, until nothing is left of what the calls started, at most `graceMs`; forces collection where that decides.
 * Where nothing is left at once, nothing is waited for and nothing collected.
 */
export async function drain(
  trackers: Opened,
  { graceMs, counts, waitsFor, countsUnref, before, waitsForIdle }: DrainRequest,
): Promise<Leftovers> {
  const start = now();
  let collections = 0;
  for (let attempt = 0; ; attempt++) {
    let left = judge(trackers, counts, countsUnref);
    const isLast = now() - start >= graceMs;
    // What is still open may settle what is pending: collection waits for it.
    const grown = grownBeyond(before, left.suspects).filter(({ kind }) => waitsFor(kind));
    if (grown.some(endsByCollection) && (isLast || (collections === 0 && grown.every(endsByCollection)))) {
      await collectInTurns(COLLECTIONS);
      collections += COLLECTIONS;
      left = judge(trackers, counts, countsUnref);
    }
    const awaited = grownBeyond(before, left.suspects).filter(
      ({ kind }) =>
        waitsFor(kind) &&
        (attempt < FIRST_WAITS.length || (kind === "idle connection" ? waitsForIdle : !isClosing(kind))),
    );
    if (isLast || awaited.length === 0) return { ...left, collections, milliseconds: now() - start };
    const wait = FIRST_WAITS[attempt] ?? Math.min(LONGEST_WAIT_MS, 2 ** (attempt - 2));
    await (wait === 0 ? nextTurn() : realDelay(Math.min(wait, Math.max(1, graceMs - (now() - start)))));
  }
}

// Most of them no method ends: they are over when nobody holds them any more.
const endsByCollection = ({ kind }: Suspect): boolean => COLLECTABLE[kind] === true;

const COLLECTABLE: Partial<Readonly<Record<AsyncKind, true>>> = {
  "pending promise": true,
  "suspended generator": true,
  "suspended async generator": true,
  listener: true,
  "abort listener": true,
  "DNS resolver": true,
  compression: true,
  // Closed ones stay until they are collected; of open ones the socket is told.
  "HTTP/2 session": true,
  "HTTP/2 stream": true,
  stream: true,
};

// The second one frees what finalisers let go after the first.
const COLLECTIONS = 2;

type Judged = Pick<Leftovers, "suspects" | "excused">;

function judge(trackers: Opened, counts: DrainRequest["counts"], countsUnref: boolean): Judged {
  const suspects: Suspect[] = [];
  const excused: { suspect: Suspect; reason: string }[] = [];
  for (const suspect of [...trackers.opened(countsUnref), ...trackers.retained(countsUnref)]) {
    if (!counts(suspect.kind)) continue;
    const rule = rules.find(({ matches }) => matches(suspect));
    if (rule === undefined) suspects.push(suspect);
    else if (rule.isSilent !== true) excused.push({ suspect, reason: rule.reason });
  }
  return { suspects, excused };
}
