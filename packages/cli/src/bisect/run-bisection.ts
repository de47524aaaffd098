import type { Entry } from "../log/entries.ts";
import { appendToLog } from "../log/log-file.ts";
import { nextTrial } from "../survey/next-trial.ts";
import type { SurveyStep } from "../survey/survey.ts";
import { runTrial } from "../trial/run-trial.ts";
import { type Bisection, foldLog } from "./fold-log.ts";
import type { Place } from "./places.ts";
import { prepare, type Preparation } from "./prepare.ts";

/** What a bisection works with. */
export interface Bench extends Omit<Preparation, "onProgress"> {
  /** What the log holds already. */
  readonly entries: readonly Entry[];
  readonly log: string;
  readonly onEvent: (event: BisectEvent) => void;
}

/** What is told while it works. */
export type BisectEvent =
  | { readonly kind: "step"; readonly step: Extract<SurveyStep, { kind: "try" }>; readonly bisection: Bisection }
  | { readonly kind: "progress"; readonly text: string }
  | { readonly kind: "entry"; readonly entry: Entry; readonly step: Extract<SurveyStep, { kind: "try" }> };

/** How a bisection ended. */
export interface BisectionEnd {
  readonly why: "answered" | "out of trials" | "interrupted";
  readonly step: SurveyStep;
  readonly bisection: Bisection;
}

/** Makes trials until the question is answered. Every trial is in the log before the next begins. */
export async function runBisection(bench: Bench): Promise<BisectionEnd> {
  const { header, log, signal, onEvent } = bench;
  const entries: Entry[] = [...bench.entries];
  const places = new Map<string, Place>();
  for (;;) {
    const bisection = foldLog(header, entries);
    const step = nextTrial(bisection.question);
    if (step.kind !== "try") return { why: "answered", step, bisection };
    if (signal.aborted) return { why: "interrupted", step, bisection };
    if (bisection.trials.length >= header.settings.maxTrials) return { why: "out of trials", step, bisection };
    onEvent({ kind: "step", step, bisection });
    const made = await makeTrials(bench, bisection, step, places, entries);
    appendToLog(log, made);
    entries.push(...made);
    for (const entry of made) onEvent({ kind: "entry", entry, step });
  }
}

async function makeTrials(
  bench: Bench,
  bisection: Bisection,
  step: Extract<SurveyStep, { kind: "try" }>,
  places: Map<string, Place>,
  entries: readonly Entry[],
): Promise<Entry[]> {
  const { version, phase, line } = step;
  const made: Entry[] = [];
  const place =
    places.get(version) ?? (await prepare(withProgress(bench), bisection.ready.has(version), version, made));
  if (place === undefined) return made;
  places.set(version, place);
  const { settings } = bench.header;
  // While nothing is flaky, each trial decides what comes next; after that several of the same are wanted anyway.
  const batch = Math.min(bisection.isFlaky ? settings.jobs : 1, settings.maxTrials - bisection.trials.length);
  const trials = await Promise.all(
    Array.from({ length: Math.max(1, batch) }, () =>
      runTrial({
        ...place,
        target: bisection.target,
        timeoutMs: settings.timeoutMs,
        caches: bench.caches,
        signal: bench.signal,
      }),
    ),
  );
  if (bench.signal.aborted) return made;
  const first = entries.reduce((last, entry) => (entry.type === "trial" ? Math.max(last, entry.trial) : last), 0) + 1;
  for (const [index, { outcome, milliseconds }] of trials.entries()) {
    made.push({
      type: "trial",
      trial: first + index,
      version,
      line,
      phase,
      outcome,
      milliseconds: Math.round(milliseconds),
    });
  }
  return made;
}

function withProgress(bench: Bench): Preparation {
  return { ...bench, onProgress: (text) => bench.onEvent({ kind: "progress", text }) };
}
