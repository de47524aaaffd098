import { describeGroup } from "../async/findings.ts";
import { createFramePositions } from "../async/frame-positions.ts";
import { groupSuspects } from "../async/groups.ts";
import type { Suspect } from "../async/suspects.ts";
import { keyOfPlace } from "./places.ts";
import type { LeftOpen, PhasePlace } from "./suite-record.ts";

/** Something that is open, and the hook or test that opened it. */
export interface PlacedSuspect {
  readonly suspect: Suspect;
  readonly place: PhasePlace;
}

/** Tells what was left open by whom. What different hooks or tests left behind is not told as one, even where the same line opened it. */
export async function describeOpen(placed: readonly PlacedSuspect[]): Promise<LeftOpen[]> {
  if (placed.length === 0) return [];
  const byPlace = new Map<string, PlacedSuspect[]>();
  for (const one of placed) {
    const key = keyOfPlace(one.place);
    const same = byPlace.get(key);
    if (same === undefined) byPlace.set(key, [one]);
    else same.push(one);
  }
  const frames = placed.flatMap(({ suspect: { owned, hops } }) => [...owned, ...hops.flatMap((hop) => hop.owned)]);
  const positions = await createFramePositions(frames);
  return [...byPlace.values()].flatMap((same) =>
    groupSuspects(same.map(({ suspect }) => suspect)).map((group) => ({
      place: same[0]!.place,
      finding: describeGroup(group, positions),
    })),
  );
}
