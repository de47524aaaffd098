import type { RunMark } from "@leakproof/core";

/**
 * Puts the marks of many files together, in an order that does not depend on that of the files. A run that two files tell of is one run: each
 * mark counts as often as in the file that has it most.
 */
export function mergeMarks(sources: readonly (readonly RunMark[])[]): RunMark[] {
  const kept = new Map<string, RunMark>();
  for (const marks of sources) {
    const seen = new Map<string, number>();
    for (const mark of marks) {
      const identity = [mark.run, STEPS.indexOf(mark.kind), JSON.stringify(mark)].join("\0");
      const nth = seen.get(identity) ?? 0;
      seen.set(identity, nth + 1);
      kept.set(`${identity}\0${nth}`, mark);
    }
  }
  return [...kept].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, mark]) => mark);
}

const STEPS: readonly RunMark["kind"][] = ["run started", "file started", "file ended", "run ended"];
