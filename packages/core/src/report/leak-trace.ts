import { isAbsolute, relative, sep } from "node:path";
import type { Explanation, Leak, Owner, SourcePosition, TraceStep, Victim } from "../trace/leak.ts";
import { formatBytes } from "./format-bytes.ts";

/** The colours of a runner. */
export interface Colors {
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly bold: (text: string) => string;
}

/** How leak traces are written. */
export interface TraceStyle {
  /** Positions are written relative to this directory. */
  readonly root: string;
  readonly colors?: Colors;
}

const WIDTH = 80;
const MOST_VICTIMS = 4;
const plain: Colors = { dim: String, red: String, green: String, bold: String };

/** Writes leaks for somebody who has never seen a heap snapshot: what is left behind, who holds it, where it was created. */
export function renderLeaks(
  explanation: Pick<Explanation, "calls" | "leaks" | "runnerHeld">,
  style: TraceStyle,
): string {
  const leaks = explanation.leaks.map((leak) => renderLeak(leak, explanation.calls, style));
  const held = explanation.runnerHeld.map((leak) => renderHeld(leak, explanation.calls));
  if (held.length > 0) leaks.push(["held by the test runner, not counted as a leak:", ...held].join("\n"));
  return leaks.join("\n\n");
}

function renderLeak(leak: Leak, calls: number, style: TraceStyle): string {
  const { bold } = style.colors ?? plain;
  const facts = [
    leak.holder === undefined
      ? ""
      : `held by ${leak.holder.replaceAll(`${style.root}${sep}`, "")}${describeOwner(leak.owner)}`,
    leak.allocatedAt === undefined ? "" : `created in ${describeFunction(leak.allocatedAt, style)}`,
  ];
  return [
    bold(headline(leak, calls)),
    ...facts.filter((fact) => fact !== "").flatMap((fact) => wrap(fact, "  ")),
    "  ┬",
    ...leak.trace.flatMap((step, index) => renderStep(step, index, leak, style)),
    ...renderVictims(leak.victims),
  ].join("\n");
}

function headline({ className, count, perCall, retainedBytesPerCall }: Leak, calls: number): string {
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

function renderStep(step: TraceStep, index: number, leak: Leak, style: TraceStyle): string[] {
  const { dim, red, green } = style.colors ?? plain;
  const isSuspect = index === leak.suspect;
  const isLast = index === leak.trace.length - 1;
  const what = step.reference === "" ? step.name : `${step.reference}: ${step.name}`;
  const where = step.position === undefined ? "" : dim(` (${formatPosition(step.position, style.root, index > 0)})`);
  const paint = step.status === "YES" ? red : step.status === "NO" ? green : String;
  const rail = isLast ? "     " : "  │  ";
  return [
    `  ${isLast ? "╰→" : "├─"} ${what}${where}`,
    ...(isSuspect ? [`${rail}${red("~".repeat(step.reference.length))}`] : []),
    `${rail}  Leaking: ${paint(step.status)} ${dim(`(${step.reason})`)}`,
  ];
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

// The first step is a module or a function's variables as a whole: it has a file and no line.
function formatPosition({ file, line }: SourcePosition, root: string, withLine = true): string {
  const short = isAbsolute(file) ? relative(root, file) : file;
  return (short.startsWith("..") ? file : short) + (withLine ? `:${line}` : "");
}

function wrap(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  // A count stays with what it counts.
  for (const word of text.split(/(?<!×) (?!×)/)) {
    if (line.length + word.length + 1 > WIDTH && line.trim() !== "") {
      lines.push(line);
      line = `${indent}  `;
    }
    line += line.trim() === "" ? word : ` ${word}`;
  }
  return [...lines, line];
}
