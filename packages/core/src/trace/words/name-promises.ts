import type { Capture } from "../../capture/capture-span.ts";
import type { Family, Group } from "../groups/leak-groups.ts";
import type { HeapView } from "../heap-view.ts";

const MOST_QUESTIONS = 2;
const LEAST_TIME_LEFT_MS = 1000;

/** Tells the state of promises where the snapshot does not: one of each group is asked for, the heaviest groups first. */
export async function namePromises(view: HeapView, capture: Capture, families: readonly Family[]): Promise<void> {
  const unknown = families
    .flatMap(({ culprit, below }) => [culprit, ...below])
    .filter(({ className }) => className === "Promise");
  const isCulprit = ({ parent }: Group): boolean => parent === undefined;
  unknown.sort((a, b) => Number(isCulprit(b)) - Number(isCulprit(a)) || b.shallowBytes - a.shallowBytes);
  for (const group of unknown.slice(0, MOST_QUESTIONS)) {
    if (capture.timeLeftMs() < LEAST_TIME_LEFT_MS) return;
    const state = await capture.readPromiseState(view.snapshot.nodeId[group.members[0]!]!);
    if (state !== undefined) group.className = `Promise (${state})`;
  }
}
