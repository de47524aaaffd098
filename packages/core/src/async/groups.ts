import type { AsyncKind } from "./kinds.ts";
import type { OwnedFrame } from "./owned-stacks.ts";
import type { Suspect } from "./suspects.ts";

/** Things of one kind that were started at one place, and what belongs to them. */
export interface SuspectGroup {
  readonly members: readonly Suspect[];
  readonly count: number;
  readonly also: readonly { readonly kind: AsyncKind; readonly count: number }[];
}

// What may belong to something else that was started by the same line: of two of them the later belongs to the earlier.
const PARTS: readonly AsyncKind[] = [
  "socket",
  "pipe",
  "message port",
  "timeout",
  "descriptor",
  "DNS resolver",
  "stream",
  "suspended async generator",
  "listener",
  "abort listener",
  "pending promise",
];

/** Groups what was left behind: a server with its sockets, a child with its pipes, an async function with the promises that it waits for. */
export function groupSuspects(suspects: readonly Suspect[]): SuspectGroup[] {
  const byPlace = groupBy(suspects, (suspect) => `${suspect.kind} ${placeOf(suspect)}`);
  const groups = [...byPlace.values()].map((members) => ({
    members,
    kind: members[0]!.kind,
    site: siteOf(members[0]!),
    ...countMembers(members),
  }));
  const mainOf = (part: (typeof groups)[number]): (typeof groups)[number] | undefined => {
    const rank = PARTS.indexOf(part.kind);
    if (rank < 0 || part.site === undefined) return undefined;
    return groups.find(({ kind, site }) => site === part.site && kind !== part.kind && PARTS.indexOf(kind) < rank);
  };
  const parts = new Map(groups.map((group) => [group, mainOf(group)]));
  const isMain = (group: (typeof groups)[number]): boolean => parts.get(group) === undefined;
  return groups.filter(isMain).map((main) => {
    const also = [...main.also];
    for (const [part] of parts) {
      if (topOf(part) === main && part !== main) also.push({ kind: part.kind, count: part.count }, ...part.also);
    }
    return { members: main.members, count: main.count, also };
  });

  function topOf(group: (typeof groups)[number]): (typeof groups)[number] {
    const main = parts.get(group);
    return main === undefined ? group : topOf(main);
  }
}

/** What there is more of than before, by kind and place: what took the place of another is no leak. */
export function grownBeyond(before: readonly Suspect[], now: readonly Suspect[]): Suspect[] {
  if (before.length === 0) return [...now];
  const keyOf = (suspect: Suspect): string => `${suspect.kind} ${siteOf(suspect)}`;
  const known = groupBy(before, keyOf);
  return [...groupBy(now, keyOf)].flatMap(([key, suspects]) => {
    return lastOf(suspects, sumOf(suspects) - sumOf(known.get(key) ?? []));
  });
}

function lastOf(suspects: readonly Suspect[], count: number): Suspect[] {
  const last: Suspect[] = [];
  let missing = count;
  for (const suspect of suspects.toReversed()) {
    if (missing <= 0) break;
    last.unshift(missing < suspect.count ? { ...suspect, count: missing } : suspect);
    missing -= suspect.count;
  }
  return last;
}

const sumOf = (suspects: readonly Suspect[]): number => suspects.reduce((sum, { count }) => sum + count, 0);

const ownFrame = ({ owned }: Suspect): OwnedFrame | undefined =>
  owned.find(({ owner }) => owner.kind === "own") ?? owned.find(({ owner }) => owner.kind === "dependency");

function siteOf(suspect: Suspect): string | undefined {
  const frame = ownFrame(suspect);
  return frame === undefined ? undefined : `${frame.script}:${frame.line}`;
}

// An async function makes a promise for itself and one for each thing that it waits for: they are one matter.
function placeOf(suspect: Suspect): string {
  const frame = ownFrame(suspect);
  if (frame === undefined) return "";
  const { script, line, column, functionName } = frame;
  return suspect.kind === "pending promise" && functionName !== ""
    ? `${script} ${functionName}`
    : `${script}:${line}:${column}`;
}

function countMembers(members: readonly Suspect[]): Pick<SuspectGroup, "count" | "also"> {
  const all = sumOf(members);
  if (members[0]!.kind !== "pending promise") return { count: all, also: [] };
  const bySite = groupBy(members, (member) => {
    const { line = 0, column = 0 } = ownFrame(member) ?? {};
    return `${line}:${column}`;
  });
  const count = Math.min(...[...bySite.values()].map(({ length }) => length));
  return { count, also: all > count ? [{ kind: "pending promise", count: all - count }] : [] };
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
