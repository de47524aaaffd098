import { sep } from "node:path";
import type { Explanation, Leak, Owner, SourcePosition, Victim } from "../trace/leak.ts";
import { renderFrame } from "./code-frame.ts";
import { type Colors, plain } from "./colors.ts";
import { counted, formatBytes } from "./format-bytes.ts";
import { hintOf } from "./hints.ts";
import { pageOfLeak, readOn } from "./leak-pages.ts";
import { formatPosition, renderTrace } from "./trace-step.ts";
import { wrap } from "./wrap.ts";

/** How leak traces are written. */
export interface TraceStyle {
  /** Positions are written relative to this directory. */
  readonly root: string;
  readonly colors?: Colors;
}

const MOST_VICTIMS = 4;
const MOST_TOLD = 3;

/** Writes leaks for somebody who has never seen a heap snapshot: what is left behind, who holds it, what to do, where it was created. */
export function renderLeaks(
  explanation: Pick<Explanation, "calls" | "leaks" | "runnerHeld">,
  style: TraceStyle,
): string {
  const { calls, leaks, runnerHeld } = explanation;
  const alike = [
    ...groupBy(
      leaks.filter(({ known }) => known === undefined),
      ({ fingerprint }) => fingerprint,
    ).values(),
  ];
  const told = alike.slice(0, MOST_TOLD).map((group) => renderLeak(group, calls, style));
  const more = alike.slice(MOST_TOLD).map(([leak]) => renderShortly(leak!, calls, style));
  if (more.length > 0) told.push([`and ${counted(more.length, "smaller leak")}:`, ...more.flat()].join("\n"));
  const knownLeaks = leaks.filter(({ known }) => known !== undefined);
  if (knownLeaks.length > 0) {
    const lines = knownLeaks.flatMap((leak) => renderKnown(leak, calls, style));
    told.push(["known leaks of this release of Node, which no change of your code mends:", ...lines].join("\n"));
  }
  const held = runnerHeld.map((leak) => renderHeld(leak, calls));
  if (held.length > 0) told.push(["held by the test runner, not counted as a leak:", ...held].join("\n"));
  return told.join("\n\n");
}

// Leaks with one fingerprint have the same trace: the first is told for all of them.
function renderLeak(alike: readonly Leak[], calls: number, style: TraceStyle): string {
  const [leak] = alike as [Leak];
  const { root, colors = plain } = style;
  const others = alike.length === 1 ? "" : `: 1 of ${alike.length} leaks with this fingerprint`;
  return [
    ...wrap(leakHeadline(leak, calls), "").map(colors.bold),
    ...factsOf(leak, style),
    ...renderTrace(leak, root, colors),
    ...renderVictims(leak.victims),
    ...wrap(`Hint: ${hintOf(leak)}`, "  "),
    ...(leak.frames ?? []).flatMap((frame) => renderFrame(frame, root, colors)),
    ...(alike.length === 1 ? [] : [`  ${describeSum(alike)}`]),
    colors.dim(`  fingerprint ${leak.fingerprint}${others}`),
    colors.dim(`  ${readOn(pageOfLeak(leak))}`),
  ].join("\n");
}

function renderShortly(leak: Leak, calls: number, style: TraceStyle): string[] {
  const { dim } = style.colors ?? plain;
  return [
    ...wrap(leakHeadline(leak, calls), "  "),
    ...factsOf(leak, style).map((line) => `  ${line}`),
    dim(`    fingerprint ${leak.fingerprint}`),
  ];
}

function renderKnown(leak: Leak, calls: number, style: TraceStyle): string[] {
  return [...renderShortly(leak, calls, style), ...wrap(`${leak.known}`, "    ")];
}

function factsOf(leak: Leak, style: TraceStyle): string[] {
  const facts = [
    leak.holder === undefined
      ? ""
      : `held by ${leak.holder.replaceAll(`${style.root}${sep}`, "")}${describeOwner(leak.owner)}`,
    leak.allocatedAt === undefined ? "" : `created in ${describeFunction(leak.allocatedAt, style)}`,
    leak.allocatedBy === undefined ? "" : `by ${describeFunction(leak.allocatedBy, style)}`,
  ];
  return facts.filter((fact) => fact !== "").flatMap((fact) => wrap(fact, "  "));
}

function describeSum(alike: readonly Leak[]): string {
  const bytes = alike.reduce((sum, { retainedBytesPerCall }) => sum + retainedBytesPerCall, 0);
  return `together: ${formatBytes(bytes)} per call`;
}

/** Writes in one line what a leak leaves behind, and how much of it. */
export function leakHeadline({ className, count, perCall, retainedBytesPerCall }: Leak, calls: number): string {
  return `${describeCount(count, perCall, className, calls)}, keeping ${formatBytes(retainedBytesPerCall)} per call alive`;
}

function describeCount(count: number, perCall: number, className: string, calls: number): string {
  return perCall >= 0.9 && Math.abs(perCall - Math.round(perCall)) < 0.1
    ? `${Math.round(perCall)} × ${className} per call`
    : `${count} × ${className} in ${calls} calls`;
}

function describeOwner(owner: Owner): string {
  switch (owner.kind) {
    case "dependency":
      return `, of package ${owner.name}${owner.version === undefined ? "" : ` ${owner.version}`}`;
    case "runner":
      return `, of ${owner.name}`;
    case "runtime":
      return ", of the runtime";
    default:
      return "";
  }
}

function renderVictims(victims: readonly Victim[]): string[] {
  if (victims.length === 0) return [];
  const shown = victims.slice(0, MOST_VICTIMS).map(({ className, perCall, shallowBytesPerCall }) => {
    const count = perCall >= 0.9 ? `${Math.round(perCall)} × ` : "";
    return `${count}${className} (${formatBytes(shallowBytesPerCall)})`;
  });
  const more = victims.length - shown.length;
  return wrap(`which keeps, per call: ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`, "  ");
}

function renderHeld({ className, count, perCall, holder, retainedBytesPerCall }: Leak, calls: number): string {
  const what = describeCount(count, perCall, className, calls);
  return wrap(`${what} (${formatBytes(retainedBytesPerCall)} per call) in ${holder ?? "the runner"}`, "  ").join("\n");
}

const describeFunction = (position: SourcePosition, { root }: TraceStyle): string =>
  `${position.functionName ?? "an anonymous function"} (${formatPosition(position, root)})`;

function groupBy(leaks: readonly Leak[], keyOf: (leak: Leak) => string): Map<string, Leak[]> {
  const groups = new Map<string, Leak[]>();
  for (const leak of leaks) groups.set(keyOf(leak), [...(groups.get(keyOf(leak)) ?? []), leak]);
  return groups;
}
