import { type OpenPlace } from "../bisect/places.ts";
import { UnavailableError } from "../runtimes/obtain.ts";
import { ANY_LEAK } from "../trial/judge-records.ts";
import { findBlindness, runTrial } from "../trial/run-trial.ts";
import { type Cell, cellOf } from "./cell.ts";

/** What a column of the matrix needs. */
export interface ColumnRequest {
  readonly open: OpenPlace;
  readonly caches: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
}

/** Runs the tests once on a release; gives a cell for each assertion, or one that says why there are none. */
export async function runRelease(
  { open, caches, timeoutMs, signal, onProgress }: ColumnRequest,
  release: string,
): Promise<Cell[]> {
  const without = (reason: string): Cell[] => [{ test: "", release, verdict: "untestable", reason }];
  onProgress(`Node ${release}`);
  try {
    const place = await open(release, onProgress);
    const request = { ...place, timeoutMs, caches, signal };
    const blindness = await findBlindness(request);
    if (blindness !== undefined) return without(blindness);
    const { outcome, records } = await runTrial({ ...request, target: ANY_LEAK });
    if (records.length > 0) return records.map((record) => cellOf(record, release, place.cwd));
    if (outcome.kind === "leak" || outcome.kind === "clean") return [];
    return [{ test: "", release, verdict: outcome.kind, reason: outcome.reason }];
  } catch (error) {
    // One release that cannot be had leaves the others as they are.
    if (error instanceof UnavailableError) return without(error.message);
    throw error;
  }
}
