import type { Colors } from "picocolors/types.js";
import { called, short } from "../bisect/called.ts";
import type { BisectEvent } from "../bisect/run-bisection.ts";
import type { Outcome } from "../trial/outcome.ts";
import { formatBytes, formatPercent, formatSeconds } from "./format.ts";

/** Shows how a bisection goes on: a line per trial, and on a terminal what happens right now. */
export interface Progress {
  readonly show: (event: BisectEvent) => void;
  /** Removes the passing line. */
  readonly end: () => void;
}

const LEAST_PAUSE_MS = 100;

/** Creates the progress for a stream, stderr as a rule: stdout has the answer only. */
export function createProgress(stream: NodeJS.WriteStream, colors: Colors): Progress {
  let passing = "";
  let shownAt = 0;
  const erase = (): void => {
    if (passing !== "") stream.write("\r\u001B[2K");
    passing = "";
  };
  const pass = (text: string): void => {
    if (!stream.isTTY || performance.now() - shownAt < LEAST_PAUSE_MS) return;
    erase();
    shownAt = performance.now();
    passing = text.slice(0, (stream.columns || 80) - 1);
    stream.write(colors.dim(passing));
  };
  return {
    show: (event) => {
      if (event.kind === "progress") pass(`  ${event.text}`);
      else if (event.kind === "step") pass(`  ${called(event.step.version)}: ${PHASES[event.step.phase]}`);
      else {
        const line = lineOf(event, colors);
        if (line === undefined) return;
        erase();
        stream.write(`${line}\n`);
      }
    },
    end: erase,
  };
}

const PHASES = {
  ends: "what does this end do?",
  search: "narrowing down",
  sweep: "does it change in between?",
} as const;

function lineOf({ entry, step }: Extract<BisectEvent, { kind: "entry" }>, colors: Colors): string | undefined {
  if (entry.type === "skip")
    return `${"".padStart(4)}  ${short(entry.version).padEnd(9)}${colors.yellow("left out")}: ${entry.reason}`;
  if (entry.type !== "trial") return undefined;
  const { trial, version, outcome, milliseconds } = entry;
  const color = outcome.kind === "leak" ? colors.red : outcome.kind === "clean" ? colors.green : colors.yellow;
  const cells = [
    String(trial).padStart(4),
    short(version).padEnd(8),
    color(describeOutcome(outcome).padEnd(22)),
    formatSeconds(milliseconds / 1000).padStart(6),
  ];
  return `${cells.join(" ")}  ${colors.dim(describeStep(step))}`.trimEnd();
}

/** Names an outcome in a few words. */
export function describeOutcome(outcome: Outcome): string {
  if (outcome.kind !== "leak" && outcome.kind !== "clean") return `${outcome.kind}: ${outcome.reason}`;
  const { bytesPerCall } = outcome;
  const size = bytesPerCall === undefined || bytesPerCall < 1 ? "" : ` ${formatBytes(bytesPerCall)} per call`;
  return `${outcome.kind}${size}`;
}

function describeStep({ phase, line, estimate, version }: Extract<BisectEvent, { kind: "entry" }>["step"]): string {
  if (estimate === undefined)
    return phase === "sweep" ? `${line}: looking for further changes` : `${line}${line === "" ? "" : ": "}end`;
  const { direction, best, confidence, range, trialsLeft } = estimate;
  const what = direction === "leaks" ? "first leak" : "first clean";
  const where = range.length === 1 ? short(best) : `${short(range[0] ?? version)} to ${short(range.at(-1) ?? version)}`;
  return `${line}: ${what} in ${where} (${short(best)} ${formatPercent(confidence)}), about ${trialsLeft} left`;
}
