import { explainObjects } from "../trace/explain-objects.ts";
import type { SourcePosition } from "../trace/leak.ts";
import { createFramePositions, type FramePositions } from "./frame-positions.ts";
import { groupSuspects, type SuspectGroup } from "./groups.ts";
import { isClosing, judgeOf } from "./kinds.ts";
import type { OwnedFrame } from "./owned-stacks.ts";
import type { AsyncFinding, AsyncHop, StackLine } from "./record.ts";
import type { Suspect } from "./suspects.ts";

/** What was found, and whether a snapshot said who holds it. */
export interface Findings {
  readonly findings: readonly AsyncFinding[];
  readonly snapshots: number;
  readonly unexplained?: string;
  readonly snapshotPath?: string;
}

/** What is known when the findings are told. */
export interface FindingsRequest {
  readonly calls: number;
  /** Whether a snapshot is wanted, for what is decided by collection. */
  readonly explain: boolean;
  readonly keepSnapshot: { readonly folder: string; readonly subject: string } | undefined;
  readonly timeLeftMs: () => number;
}

const MOST_LINES = 8;
const MOST_HOPS = 3;
const MOST_DETAILS = 4;

/** Tells of everything that was left behind where it was started, and of promises and generators who holds them. */
export async function findFindings(suspects: readonly Suspect[], request: FindingsRequest): Promise<Findings> {
  const groups = groupSuspects(suspects);
  const frames = suspects.flatMap(({ owned, hops }) => [...owned, ...hops.flatMap((hop) => hop.owned)]);
  const positions = await createFramePositions(frames);
  const findings = groups.map((group) => describeGroup(group, positions));
  return request.explain ? explainRetained(groups, findings, request) : { findings, snapshots: 0 };
}

async function explainRetained(
  groups: readonly SuspectGroup[],
  findings: readonly AsyncFinding[],
  { calls, timeLeftMs, keepSnapshot }: FindingsRequest,
): Promise<Findings> {
  const objects = groups.flatMap(({ members }, finding) =>
    judgeOf(members[0]!.kind) === "handles"
      ? []
      : members.map(({ resource }) => ({ finding, object: resource, createdAt: findings[finding]!.createdAt })),
  );
  if (objects.length === 0) return { findings, snapshots: 0 };
  const explained = await explainObjects(objects, { calls, timeLeftMs: timeLeftMs(), keepSnapshot });
  if (explained.kind === "refused") return { findings, snapshots: 0, unexplained: explained.reason };
  const { leaks, leakOf, snapshotPath } = explained;
  const told = findings.flatMap((finding, index) => {
    const own = objects.filter((object) => object.finding === index);
    // What the collections before a snapshot took was not retained.
    if (own.length > 0 && own.every(({ object }) => object() === undefined)) return [];
    const at = objects.findIndex((object) => object.finding === index && leakOf[objects.indexOf(object)] !== undefined);
    const leak = at < 0 ? undefined : leaks[leakOf[at]!];
    return [leak === undefined ? finding : { ...finding, leak }];
  });
  // Of timers that are asked for each is a finding of its own.
  const kept = told.some(({ kind }) => kind === "timeout" || kind === "interval")
    ? told
    : told.filter(({ leak }) => leak?.trace.some(({ reference }) => reference === "running timer") !== true);
  return {
    findings: withoutRepeatedLeaks(kept),
    snapshots: 1,
    ...(snapshotPath === undefined ? {} : { snapshotPath }),
  };
}

// One pending promise keeps others: who holds them is told once, with the one that the holder holds directly.
function withoutRepeatedLeaks(findings: readonly AsyncFinding[]): AsyncFinding[] {
  const isHeld = ({ createdAt, leak }: AsyncFinding): boolean => isSame(leak?.allocatedAt, createdAt);
  const sorted = findings.toSorted((a, b) => Number(isHeld(b)) - Number(isHeld(a)));
  const told = new Map<unknown, SourcePosition | undefined>();
  return sorted.map((finding) => {
    const { leak, ...rest } = finding;
    if (leak === undefined || !told.has(leak)) {
      told.set(leak, finding.createdAt);
      return finding;
    }
    const keptBy = told.get(leak);
    return { ...rest, ...(keptBy === undefined ? {} : { keptBy }) };
  });
}

const isSame = (a: SourcePosition | undefined, b: SourcePosition | undefined): boolean =>
  a !== undefined && b !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;

/** Tells of things that were left behind together where they were started. */
export function describeGroup({ members, count, also }: SuspectGroup, positions: FramePositions): AsyncFinding {
  const first = members[0]!;
  const { kind, owned, hops, isBodys } = first;
  const lineOf = (frame: OwnedFrame): StackLine => ({ position: positions.positionOf(frame), isAsync: frame.isAsync });
  const stackOf = (frames: readonly OwnedFrame[]): StackLine[] =>
    frames
      .filter(({ owner }) => owner.kind !== "runner")
      .slice(0, MOST_LINES)
      .map(lineOf);
  const own = owned.find(({ owner }) => owner.kind === "own");
  const createdAt = own === undefined ? undefined : positions.positionOf(own);
  const [innermost] = owned;
  const frame = createdAt === undefined ? undefined : positions.codeAt(createdAt);
  const details = [...new Set(members.flatMap(({ detail }) => detail ?? []))];
  const shown = details.slice(0, MOST_DETAILS).join(", ");
  const more = details.length - MOST_DETAILS;
  return {
    kind,
    count,
    ...(details.length === 0 ? {} : { detail: more > 0 ? `${shown} and ${more} more` : shown }),
    also,
    stores: [...new Set(members.flatMap(({ stores }) => stores))],
    isBodys,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(innermost?.owner.kind === "dependency"
      ? { createdBy: { package: innermost.owner.name, position: positions.positionOf(innermost) } }
      : {}),
    stack: stackOf(owned),
    hops: hops
      .slice(0, MOST_HOPS)
      .map(({ type, owned }): AsyncHop => ({ through: nameHop(type), stack: stackOf(owned) }))
      .filter(({ stack }) => stack.length > 0),
    ...(frame === undefined ? {} : { frame: isClosing(kind) ? { ...frame, shows: "end" as const } : frame }),
  };
}

const HOPS: Readonly<Record<string, string>> = {
  Timeout: "a timer",
  Immediate: "an immediate",
  TickObject: "process.nextTick()",
  Microtask: "queueMicrotask()",
  PROMISE: "a promise",
  HTTPINCOMINGMESSAGE: "a request to a server",
  HTTPCLIENTREQUEST: "an HTTP request",
  TCPWRAP: "a connection",
  TCPSERVERWRAP: "a server",
  PROCESSWRAP: "a child process",
  MESSAGEPORT: "a message",
  FSREQCALLBACK: "a file operation",
  FSREQPROMISE: "a file operation",
  GETADDRINFOREQWRAP: "a DNS query",
};

const nameHop = (type: string): string => HOPS[type] ?? "another operation";
