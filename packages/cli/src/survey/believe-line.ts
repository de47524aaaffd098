import { followStates } from "../search/hidden-states.ts";
import { type Known, weighTransitions } from "../search/posterior.ts";
import { NO_TRIALS, sumTallies, type Tally } from "../search/tally.ts";
import type { State, Transition } from "./survey-line.ts";
import { weighReleases } from "./survey.ts";

/** A line of releases, and what was found on it. */
export interface LineFinding {
  readonly line: string;
  /** From the oldest that could be tried, the untestable ones included. */
  readonly releases: readonly string[];
  readonly transitions: readonly Transition[];
  readonly untestable: ReadonlyMap<string, string>;
  readonly tallies: ReadonlyMap<string, Tally>;
  /** The state of every release that was read, those of other lines included. */
  readonly states: ReadonlyMap<string, State>;
}

/** What all trials say of one release of a line. */
export interface ReleaseBelief {
  readonly version: string;
  /** The probability that it leaks. */
  readonly leaks: number;
  /** The probability that one of the changes found is just here. */
  readonly changes: number;
}

/** Works out what the trials say of every release of a line that can be tried. */
export function believeLine(finding: LineFinding): ReleaseBelief[] {
  const { line, releases, transitions, untestable, tallies } = finding;
  const testable = releases.filter((version) => !untestable.has(version));
  const belief = followStates(
    testable.map((version) => tallies.get(version) ?? NO_TRIALS),
    transitions.length + 2,
    knownElsewhere(testable, tallies, finding.states),
  );
  const weights = weighReleases(releases, untestable, line);
  const changes = new Map<string, number>();
  for (const [index, { direction, version }] of transitions.entries()) {
    // Between the change before it, from whose release on the state is another, and the one after it.
    const from = Math.max(0, testable.indexOf(transitions[index - 1]?.version ?? ""));
    const next = transitions[index + 1];
    const to = next === undefined ? testable.length : testable.indexOf(next.version);
    if (!testable.includes(version) || to <= from) continue;
    for (const [each, probability] of weighBetween(testable.slice(from, to), direction, weights, finding))
      changes.set(each, (changes.get(each) ?? 0) + probability);
  }
  return testable.map((version, index) => ({
    version,
    leaks: belief.leaking[index] ?? 0.5,
    changes: changes.get(version) ?? 0,
  }));
}

function weighBetween(
  releases: readonly string[],
  direction: State,
  weights: ReadonlyMap<string, number>,
  { tallies, states }: LineFinding,
): [string, number][] {
  // A fix is a leak that begins, seen from the other end; the change is in the newer of two neighbours.
  const ordered = direction === "leaks" ? releases : releases.toReversed();
  const changed = ordered.map((version, index) => (direction === "leaks" ? version : (ordered[index - 1] ?? version)));
  const { probabilities } = weighTransitions({
    tallies: ordered.map((version) => tallies.get(version) ?? NO_TRIALS),
    weights: changed.map((version, index) => (index === 0 ? 0 : (weights.get(version) ?? 1))),
    known: knownElsewhere(releases, tallies, states),
  });
  return changed.map((version, index) => [version, probabilities[index] ?? 0]);
}

// Releases that speak for themselves must not be counted twice.
function knownElsewhere(
  own: readonly string[],
  tallies: ReadonlyMap<string, Tally>,
  states: ReadonlyMap<string, State>,
): Known {
  const of = (wanted: State): Tally =>
    sumTallies(
      [...tallies]
        .filter(([version]) => states.get(version) === wanted && !own.includes(version))
        .map(([, tally]) => tally),
    );
  return { clean: of("clean"), leaking: of("leaks") };
}
