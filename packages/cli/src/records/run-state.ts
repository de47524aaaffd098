import type { RunMark, RuntimeFacts } from "@leakproof/core";

/** How far a run came. */
export interface RunState {
  readonly runner: string;
  readonly shard?: string;
  readonly runtime: RuntimeFacts;
  readonly root: string;
  /** `killed`: it never came to its end. `unknown`: its runner tells no end. */
  readonly end: "complete" | "interrupted" | "killed" | "unknown";
  /** Test files that it was to run, where that is known. */
  readonly planned?: number;
  /** Test files that it did not hear out. */
  readonly missing: readonly string[];
}

/** Reads from its marks how far each run came. */
export function readRuns(marks: readonly RunMark[]): RunState[] {
  const runs = new Map<string, RunMark[]>();
  for (const mark of marks) runs.set(mark.run, [...(runs.get(mark.run) ?? []), mark]);
  return [...runs.values()].flatMap((own) => {
    const start = own.find((mark) => mark.kind === "run started");
    return start === undefined ? [] : [stateOf(start, own)];
  });
}

function stateOf(start: Extract<RunMark, { kind: "run started" }>, marks: readonly RunMark[]): RunState {
  const end = marks.find((mark) => mark.kind === "run ended");
  const begun = start.files ?? marks.flatMap((mark) => (mark.kind === "file started" ? [mark.file] : []));
  const left = [...begun];
  for (const mark of marks) {
    if (mark.kind === "file ended" && left.includes(mark.file)) left.splice(left.indexOf(mark.file), 1);
  }
  const ended = end === undefined ? undefined : end.isInterrupted === true ? "interrupted" : "complete";
  return {
    runner: start.runner,
    ...(start.shard === undefined ? {} : { shard: start.shard }),
    runtime: start.runtime,
    root: start.root,
    end: ended ?? (start.files === undefined ? "unknown" : "killed"),
    ...(start.files === undefined ? {} : { planned: start.files.length }),
    missing: [...new Set(left)],
  };
}

/** Whether something of the run is missing. */
export function isIncomplete({ end, missing }: RunState): boolean {
  return end === "killed" || end === "interrupted" || missing.length > 0;
}
