import type { PhasePlace } from "./suite-record.ts";

/** Tells one place from another. */
export function keyOfPlace({ phase, suite, test }: PhasePlace): string {
  return JSON.stringify([phase, suite, test]);
}
