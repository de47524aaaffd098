import type { SourcePosition } from "@leakproof/core";
import type { Places } from "../records/places.ts";

/** Writes a position as seen from the project: `src/job.ts:41 in execute`. */
export function describePosition({ file, line, functionName }: SourcePosition, places: Places): string {
  return `${places.inProject(file)}:${line}${functionName === undefined ? "" : ` in ${functionName}`}`;
}
