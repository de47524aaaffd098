import { drain } from "../async/drain.ts";
import type { Suspect } from "../async/suspects.ts";
import { GRACE_MS } from "../grace.ts";
import type { OpenWork } from "./open-work.ts";

/** Waits, with back-off, for what is open to end; gives what is still open after the grace. */
export async function drainOpen(work: OpenWork): Promise<readonly Suspect[]> {
  const { suspects } = await drain(work, {
    graceMs: GRACE_MS,
    // An agent keeps them for the next request, and gives them up by itself.
    counts: (kind) => kind !== "idle connection",
    waitsFor: () => true,
    countsUnref: false,
    before: [],
    waitsForIdle: false,
  });
  return suspects;
}
