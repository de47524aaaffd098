import type { Entry, Header } from "../log/entries.ts";
import { UnavailableError } from "../runtimes/obtain.ts";
import { findBlindness } from "../trial/run-trial.ts";
import type { OpenPlace, Place } from "./places.ts";

/** What is needed to get ready for trials of a release. */
export interface Preparation {
  readonly header: Header;
  readonly open: OpenPlace;
  /** Folder for what each release caches. */
  readonly caches: string;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/**
 * Has a runtime, and checks once per release that a verdict on it counts.
 *
 * @param made - gets what the log has to gain
 * @returns undefined if the release is left out, or the work was interrupted
 */
export async function prepare(
  bench: Preparation,
  isReady: boolean,
  version: string,
  made: Entry[],
): Promise<Place | undefined> {
  const { open, caches, onProgress, signal } = bench;
  const startedAt = performance.now();
  let place: Place | undefined;
  try {
    place = await unlessAborted(open(version, onProgress), signal);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    made.push({ type: "skip", version, reason: error.message });
    return undefined;
  }
  if (place === undefined || isReady) return place;
  const { runtime, cwd, command } = place;
  const { from, downloadedBytes } = runtime;
  // Commits all run on the Node that the user has.
  if (command.kind !== "custom" && bench.header.axis === "releases") {
    const blindness = await findBlindness({ runtime, cwd, timeoutMs: CONTROL_MS, caches, signal });
    if (signal.aborted) return undefined;
    if (blindness !== undefined) {
      made.push({ type: "skip", version, reason: blindness });
      return undefined;
    }
  }
  const milliseconds = Math.round(performance.now() - startedAt);
  made.push({ type: "runtime", version, from, downloadedBytes, milliseconds });
  return place;
}

// A download that is under way is left behind: what it got so far is kept.
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

const CONTROL_MS = 60_000;
