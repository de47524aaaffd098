import { credibleSet, largestIndex } from "../search/credible-set.ts";
import { findTransition } from "../search/find-transition.ts";
import type { Known, Posterior } from "../search/posterior.ts";
import { leakProbability } from "../search/state-belief.ts";
import { sweepLine } from "../search/sweep-line.ts";
import { NO_TRIALS, sumTallies, type Tally } from "../search/tally.ts";
import { trialsLeft } from "../search/trials-left.ts";

/** What is known of one line when the next step on it is chosen. */
export interface LineQuestion {
  /** Releases that can be tried, oldest first. */
  readonly releases: readonly string[];
  readonly tallies: ReadonlyMap<string, Tally>;
  /** Releases whose state is known: the ends, and those of lines that were read. */
  readonly states: ReadonlyMap<string, State>;
  /** How likely a release changes something, before any trial. */
  readonly weigh: (version: string, index: number) => number;
  readonly costOf: (version: string) => number;
  readonly stopAt: number;
  /** Trials that may still be spent on changes besides those that the ends show. */
  readonly sweepRunsLeft: number;
}

export type State = "leaks" | "clean";

/** A release at which a line begins to leak, or ends to. */
export interface Transition {
  readonly direction: State;
  readonly version: string;
  readonly previous: string;
  readonly confidence: number;
}

/** What a line is known to do. */
export interface LineReading {
  readonly transitions: readonly Transition[];
  /** The state of its oldest release; the transitions tell the rest. */
  readonly begins: State;
  /** Probability that there are no others; absent if that was not looked for. */
  readonly complete?: number;
}

export type LineStep =
  | {
      readonly kind: "try";
      readonly version: string;
      readonly phase: Phase;
      readonly estimate?: Estimate;
      /** What was found while only a sweep is left. */
      readonly reading?: LineReading;
    }
  | { readonly kind: "read"; readonly reading: LineReading };

/** Why a trial is made. */
export type Phase = "ends" | "search" | "sweep";

/** What a search believes so far. */
export interface Estimate {
  readonly direction: State;
  /** By release: that it is the one with the change. */
  readonly probabilities: readonly (readonly [string, number])[];
  /** The smallest set with 90 %. */
  readonly range: readonly string[];
  readonly best: string;
  readonly confidence: number;
  /** Trials until an answer, roughly. */
  readonly trialsLeft: number;
}

const STATE_SURE = 0.97;
// What is left open may not be more than an answer may be wrong: until then the sweep goes on, whatever it costs otherwise.
const COMPLETE_ENOUGH = 0.95;
// A leak that shows in 30 % of trials takes about a hundred to be told from false ones once a sweep has seen it.
const OVERDRAFT = 150;

/** Chooses the next trial on a line, or reads off what it does. */
export function surveyLine(question: LineQuestion): LineStep {
  const last = question.releases.length - 1;
  const known = [...question.releases.keys()].filter((index) => question.states.has(question.releases[index] ?? ""));
  const anchors = new Set([0, last, ...known]);
  for (;;) {
    const found = searchBetween(
      question,
      [...anchors].sort((a, b) => a - b),
    );
    if (found.kind === "try") return found;
    const { reading } = found;
    const swept = sweepLine({
      tallies: question.releases.map((version) => question.tallies.get(version) ?? NO_TRIALS),
      found: reading.transitions.length,
      costs: question.releases.map(question.costOf),
      known: knownBesides(question.releases, question),
    });
    if (swept.kind === "complete") return { kind: "read", reading: { ...reading, complete: swept.confidence } };
    const against = swept.kind === "more" ? contradiction(question.releases, reading, swept.belief.leaking) : undefined;
    if (against !== undefined && !anchors.has(against)) {
      anchors.add(against);
      continue;
    }
    const complete = swept.belief.changes[reading.transitions.length] ?? 0;
    const isSpent = question.sweepRunsLeft <= (complete >= COMPLETE_ENOUGH ? 0 : -OVERDRAFT);
    if (isSpent) return { kind: "read", reading: { ...reading, complete } };
    const index = swept.kind === "try" ? swept.index : largestIndex(swept.belief.information);
    const version = question.releases[index] ?? "";
    return { kind: "try", version, phase: "sweep", reading: { ...reading, complete } };
  }
}

/** The state of every release of a line, as it was read. */
export function statesOf(releases: readonly string[], { begins, transitions }: LineReading): Map<string, State> {
  let state = begins;
  return new Map(
    releases.map((version) => {
      state = transitions.find((transition) => transition.version === version)?.direction ?? state;
      return [version, state];
    }),
  );
}

type Found = Extract<LineStep, { kind: "try" }> | { readonly kind: "read"; readonly reading: LineReading };

function searchBetween(question: LineQuestion, anchors: readonly number[]): Found {
  const states: State[] = [];
  for (const anchor of anchors) {
    const version = question.releases[anchor] ?? "";
    const state = question.states.get(version) ?? settledState(question, version);
    if (state === undefined) return { kind: "try", version: tellingRelease(question, version), phase: "ends" };
    states.push(state);
  }
  const transitions: Transition[] = [];
  for (const [index, anchor] of anchors.entries()) {
    const next = anchors[index + 1];
    const direction = states[index + 1];
    if (next === undefined || direction === undefined || direction === states[index]) continue;
    const step = searchInterval(question, anchor, next, direction);
    if (step.kind === "try") return step;
    transitions.push(step.transition);
  }
  return { kind: "read", reading: { begins: states[0] ?? "clean", transitions } };
}

function settledState(question: LineQuestion, version: string): State | undefined {
  const tally = question.tallies.get(version) ?? NO_TRIALS;
  return settle(certaintyOf(question, version, "leaks"), tally, STATE_SURE);
}

function certaintyOf(question: LineQuestion, version: string, state: State): number {
  const tally = question.tallies.get(version) ?? NO_TRIALS;
  const leaks = leakProbability(tally, knownBesides([version], question), 0.5);
  return state === "leaks" ? leaks : 1 - leaks;
}

/** Reads a state from its probability; after many trials the likelier one, for more would tell nothing new. */
export function settle(probability: number, tally: Tally, sure: number): State | undefined {
  if (probability >= sure) return "leaks";
  if (probability <= 1 - sure) return "clean";
  if (trialsOf(tally) < ENOUGH) return undefined;
  return probability >= 0.5 ? "leaks" : "clean";
}

const ENOUGH = 60;

// How a release behaves says little before it is known how clean and leaking ones do.
function tellingRelease(question: LineQuestion, version: string): string {
  const own = trialsOf(question.tallies.get(version) ?? NO_TRIALS);
  const { clean, leaking } = knownBesides([version], question);
  const poorer: State = trialsOf(clean) <= trialsOf(leaking) ? "clean" : "leaks";
  if (own < 6 || own < 2 * Math.min(trialsOf(clean), trialsOf(leaking))) return version;
  const known = [...question.states].filter(([, state]) => state === poorer).map(([release]) => release);
  const tried = known.map((release) => trialsOf(question.tallies.get(release) ?? NO_TRIALS));
  return known[largestIndex(tried)] ?? version;
}

function trialsOf({ leaks, cleans }: Tally): number {
  return leaks + cleans;
}

function searchInterval(
  question: LineQuestion,
  from: number,
  to: number,
  direction: State,
): Extract<LineStep, { kind: "try" }> | { readonly kind: "found"; readonly transition: Transition } {
  const releases = question.releases.slice(from, to + 1);
  // A fix is a leak that begins, seen from the other end.
  const ordered = direction === "leaks" ? releases : releases.toReversed();
  const tallies = ordered.map((version) => question.tallies.get(version) ?? NO_TRIALS);
  const weights = ordered.map((version, index) => {
    if (index === 0) return 0;
    // The change is in the newer of two neighbours.
    const changed = direction === "leaks" ? version : (ordered[index - 1] ?? version);
    return question.weigh(changed, question.releases.indexOf(changed));
  });
  const step = findTransition({
    tallies,
    weights,
    known: knownBesides(ordered, question),
    costs: ordered.map(question.costOf),
    stopAt: question.stopAt,
  });
  if (step.kind === "found") {
    // Beside an end of the interval the answer is as sure as the state of that end.
    const ends: [string, State][] = [];
    if (step.index === 1) ends.push([ordered[0] ?? "", "clean"]);
    if (step.index === ordered.length - 1) ends.push([ordered.at(-1) ?? "", "leaks"]);
    let { confidence } = step;
    for (const [version, state] of ends) {
      const certainty = certaintyOf(question, version, state);
      const isEnough = trialsOf(question.tallies.get(version) ?? NO_TRIALS) >= ENOUGH;
      if (certainty < question.stopAt && !isEnough) return { kind: "try", version, phase: "search" };
      confidence = Math.min(confidence, certainty);
    }
    return { kind: "found", transition: transitionAt(ordered, step.index, direction, confidence) };
  }
  const estimate = estimateOf(ordered, step.posterior, direction, question.stopAt);
  return { kind: "try", version: ordered[step.index] ?? "", phase: "search", estimate };
}

// Releases that speak for themselves must not be counted twice.
function knownBesides(own: readonly string[], { states, tallies }: LineQuestion): Known {
  const known: Record<State, Tally[]> = { leaks: [], clean: [] };
  for (const [version, state] of states) {
    const tally = tallies.get(version);
    if (tally !== undefined && !own.includes(version)) known[state].push(tally);
  }
  return { clean: sumTallies(known.clean), leaking: sumTallies(known.leaks) };
}

function transitionAt(ordered: readonly string[], index: number, direction: State, confidence: number): Transition {
  const [one, other] = [ordered[index - 1] ?? "", ordered[index] ?? ""];
  return direction === "leaks"
    ? { direction, version: other, previous: one, confidence }
    : { direction, version: one, previous: other, confidence };
}

function estimateOf(ordered: readonly string[], posterior: Posterior, direction: State, stopAt: number): Estimate {
  const { probabilities } = posterior;
  const named = (index: number): string => ordered[direction === "leaks" ? index : index - 1] ?? "";
  const best = largestIndex(probabilities);
  const range = credibleSet(probabilities, 0.9).map(named);
  return {
    direction,
    probabilities: probabilities
      .map((probability, index): readonly [string, number] => [named(index), probability])
      .filter(([version]) => version !== ""),
    range: direction === "leaks" ? range : range.reverse(),
    best: named(best),
    confidence: probabilities[best] ?? 0,
    trialsLeft: trialsLeft(posterior, stopAt),
  };
}

function contradiction(
  releases: readonly string[],
  reading: LineReading,
  leaking: readonly number[],
): number | undefined {
  const states = statesOf(releases, reading);
  const against = releases.map((version, index) => {
    const probability = leaking[index] ?? 0.5;
    return states.get(version) === "leaks" ? 1 - probability : probability;
  });
  const index = largestIndex(against);
  return (against[index] ?? 0) >= 0.9 ? index : undefined;
}
