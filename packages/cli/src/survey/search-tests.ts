import { namePrefix, nameSubset, upTo } from "../earlier-tests/subset.ts";
import { leakProbability } from "../search/state-belief.ts";
import { NO_TRIALS } from "../search/tally.ts";
import { settle, type State } from "./survey-line.ts";
import { type LineResult, nextStep, readLines, shareDoubt, type SurveyQuestion, type SurveyStep } from "./survey.ts";

/** The line that the tests before the target are on. */
export const TESTS = "tests";

/**
 * Chooses the next trial in the search for the earlier tests that a leak needs.
 *
 * With the first k of them the leak begins to show at the last test that it needs. Kept apart, that one either is enough, or the same
 * search among those before it finds another that is needed too, and so on. What is left is tried without each of its tests.
 *
 * @param count - how many tests ran before the target
 */
export function searchTests(question: SurveyQuestion, count: number): SurveyStep {
  return shareDoubt(
    question,
    (sharing) => searchLast(sharing, count),
    ({ needed }) => needed?.numbers.length ?? 0,
  );
}

function searchLast(question: SurveyQuestion, count: number): SurveyStep {
  const lines: LineResult[] = [];
  let needed: number[] = [];
  let confidence = 1;
  for (let limit = count; ;) {
    const prefixes = [0, ...upTo(limit)].map((length) => namePrefix(length, needed));
    const step = searchAmong(question, prefixes, needed.length === 0);
    if (step.kind === "try") return { ...step, read: [...lines, ...step.read] };
    if (step.kind !== "finished") return step;
    const last = step.lines
      .flatMap(({ transitions }) => transitions)
      .findLast(({ direction }) => direction === "leaks");
    lines.push(...step.lines);
    if (last === undefined) return { kind: "finished", lines };
    const number = prefixes.indexOf(last.version);
    needed = [number, ...needed];
    limit = number - 1;
    confidence = Math.min(confidence, last.confidence);
    const subset = nameSubset(needed);
    const state = limit === 0 ? "leaks" : stateOf(question, count, subset);
    if (state === undefined) return { kind: "try", version: subset, phase: "ends", line: TESTS, read: lines };
    if (state === "leaks") return spare(question, count, { lines, needed, confidence });
  }
}

function searchAmong(question: SurveyQuestion, prefixes: readonly string[], isFirst: boolean): SurveyStep {
  const [alone = "", all = alone] = [prefixes[0], prefixes.at(-1)];
  const among = { ...question, lines: [{ name: TESTS, releases: prefixes }], leaking: all, cleanCandidates: [alone] };
  // Both ends of a later search are settled by the one before it.
  return isFirst ? nextStep(among) : readLines(among, alone);
}

interface Found {
  readonly lines: readonly LineResult[];
  readonly needed: readonly number[];
  readonly confidence: number;
}

// A test that undoes what another did can make one look needed that is not.
function spare(question: SurveyQuestion, count: number, { lines, needed, confidence }: Found): SurveyStep {
  for (const number of needed.length < 2 ? [] : needed) {
    const others = needed.filter((other) => other !== number);
    const version = nameSubset(others);
    const state = stateOf(question, count, version);
    if (state === undefined) return { kind: "try", version, phase: "ends", line: TESTS, read: lines };
    if (state === "leaks") return spare(question, count, { lines, needed: others, confidence });
  }
  const certainty = probabilityOf(question, count, nameSubset(needed));
  return { kind: "finished", lines, needed: { numbers: needed, confidence: Math.min(confidence, certainty) } };
}

function stateOf(question: SurveyQuestion, count: number, subset: string): State | undefined {
  const tally = question.tallies.get(subset) ?? NO_TRIALS;
  if (question.untestable.has(subset)) return "clean";
  return settle(probabilityOf(question, count, subset), tally, question.stopAt);
}

function probabilityOf({ tallies }: SurveyQuestion, count: number, subset: string): number {
  const all = namePrefix(count, []);
  const known = {
    leaking: (subset === all ? undefined : tallies.get(all)) ?? NO_TRIALS,
    clean: tallies.get(nameSubset([])) ?? NO_TRIALS,
  };
  return leakProbability(tallies.get(subset) ?? NO_TRIALS, known, 0.5);
}
