import { sourceOfEdge } from "../heap/source-of-edge.ts";
import type { HeapView } from "./heap-view.ts";

/** How a fake clock refers to the timers that wait in it. */
export const FAKE_TIMERS = "timers of the fake clock";

// @sinonjs/fake-timers (in Vitest, and the modern ones of Jest) has a table by id, and since 15 a heap by time; the legacy ones of Jest a table.
const QUEUES = new Set(["timers", "timerHeap", "_timers"]);

/** Whether an edge leads from a fake clock to the timers that wait in it. */
export function leadsToFakeTimers(view: HeapView, edge: number): boolean {
  if (view.edgeTypeOf(edge) !== "property" || !QUEUES.has(view.edgeNameOf(edge))) return false;
  const clock = sourceOfEdge(view.snapshot, edge);
  return view.nameOf(clock) === "FakeTimers" || view.targetOf(clock, "countTimers") >= 0;
}
