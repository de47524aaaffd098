import { describeGroup } from "../async/findings.ts";
import { createFramePositions } from "../async/frame-positions.ts";
import { groupSuspects } from "../async/groups.ts";
import { textsOf } from "../async/ignore.ts";
import type { Suspect } from "../async/suspects.ts";
import { heedEntries, nameOfEntry } from "../heeded-entries.ts";
import type { IgnoreEntry } from "../ignore-entry.ts";
import { keyOfPlace } from "./places.ts";
import type { LeftOpen, PhasePlace, SuiteRecord } from "./suite-record.ts";

/** Something that is open, and the hook or test that opened it. */
export interface PlacedSuspect {
  readonly suspect: Suspect;
  readonly place: PhasePlace;
}

/** What was left open, and what known leaks made of it. */
export type ToldOpen = Pick<SuiteRecord, "leftOpen" | "excused" | "unheeded">;

/** Tells what was left open by whom, and what of it is known. */
export async function tellOpen(placed: readonly PlacedSuspect[], known: readonly IgnoreEntry[]): Promise<ToldOpen> {
  const { reported, excused, unheeded } = heedEntries(await describeOpen(placed), known, {
    textsOf: ({ finding }) => textsOf(finding),
    countOf: ({ finding }) => finding.count,
  });
  return {
    leftOpen: reported,
    ...(excused.length === 0
      ? {}
      : {
          excused: excused.map(({ found: { finding }, entry }) => ({
            kind: finding.kind,
            count: finding.count,
            reason: entry.reason,
            entry: nameOfEntry(entry),
          })),
        }),
    ...(unheeded.length === 0 ? {} : { unheeded }),
  };
}

// What different hooks or tests left behind is not told as one, even where the same line opened it.
async function describeOpen(placed: readonly PlacedSuspect[]): Promise<LeftOpen[]> {
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
