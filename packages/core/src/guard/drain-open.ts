import { drain } from "../async/drain.ts";
import { GRACE_MS } from "../grace.ts";
import type { PlacedSuspect } from "./describe-open.ts";
import { OpenSuspects } from "./open-suspects.ts";
import type { OpenWork } from "./open-work.ts";
import type { PhasePlace } from "./suite-record.ts";

/**
 * Waits, with back-off, for what is open to end; gives what is still open after the grace.
 *
 * @param isAsked - whether what was born in a place is asked for
 */
export async function drainOpen(work: OpenWork, isAsked: (place: PhasePlace) => boolean): Promise<PlacedSuspect[]> {
  const opened = new OpenSuspects(work, isAsked);
  if (opened.opened(false).length === 0) return [];
  const { suspects } = await drain(opened, {
    graceMs: GRACE_MS,
    // An agent keeps them for the next request, and gives them up by itself.
    counts: (kind) => kind !== "idle connection",
    waitsFor: () => true,
    countsUnref: false,
    before: [],
    waitsForIdle: false,
  });
  return suspects.flatMap((suspect) => {
    const place = opened.placeOf(suspect);
    return place === undefined ? [] : [{ suspect, place }];
  });
}
