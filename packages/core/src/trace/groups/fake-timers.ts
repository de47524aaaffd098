import { mergeFamilies } from "./keyed-families.ts";
import type { Family } from "./leak-groups.ts";

/** The class of a timer that waits in a fake clock: a plain record there. */
const FAKE_TIMER = "Timeout (fake clock)";

/** Puts together what a fake clock keeps of its timers: the records, and the keys and places by which it finds them. */
export function mergeFakeTimers(families: readonly Family[]): Family[] {
  const waiting = families.filter(({ culprit }) => culprit.holder.isFakeClock);
  const records = waiting.filter(({ culprit }) => culprit.className === "Object");
  if (records.length === 0) return [...families];
  const { culprit, below } = mergeFamilies(records, records[0]!.culprit.reference);
  const keys = waiting
    .filter((family) => !records.includes(family))
    .flatMap((family) => [family.culprit, ...family.below]);
  return [
    ...families.filter((family) => !waiting.includes(family)),
    { culprit: Object.assign(culprit, { className: FAKE_TIMER }), below: [...below, ...keys] },
  ];
}
