import type { Report } from "../records/report-of.ts";
import { type RunState, isIncomplete } from "../records/run-state.ts";
import { counted } from "../report/format.ts";

/** What a report cannot tell, because it never was written or cannot be read. */
export interface Missing {
  readonly what: string;
  /** The test files that there are no records of, as seen from the project. */
  readonly files: readonly string[];
}

/** Lists what is missing. */
export function whatIsMissing({ runs, damaged, places }: Report): Missing[] {
  return [
    ...runs.filter(isIncomplete).map((run) => ({ what: describeRun(run), files: run.missing.map(places.inProject) })),
    ...damaged.map(({ file, line, reason }) => ({ what: `${file}:${line} is ${reason}`, files: [] })),
  ];
}

function describeRun({ runner, shard, runtime, end, planned, missing }: RunState): string {
  const name = `the run of ${runner}${shard === undefined ? "" : `, shard ${shard},`} on Node ${runtime.node}`;
  const of = planned === undefined ? counted(missing.length, "test file") : countedOf(missing.length, planned);
  const did = { complete: "ended", interrupted: "was interrupted", killed: "was killed", unknown: "ended" }[end];
  return missing.length === 0 ? `${name} ${did}` : `${name} ${did} without ${of}`;
}

const countedOf = (missing: number, planned: number): string => `${missing} of ${counted(planned, "test file")}`;
