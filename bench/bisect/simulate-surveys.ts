import { nextStep } from "../../packages/cli/src/survey/survey.ts";
import { createRandom } from "./random.ts";

/** How whole bisections of one line went: ends, search, sweep. */
export interface SurveyScore {
  readonly rightPercent: number;
  readonly runs: number;
}

const RELEASES = Array.from({ length: 71 }, (_, index) => `30.${index}.0`);
const MOST_RUNS = 1500;

/** Bisects lines on which a leak begins somewhere and, on half of them, ends again; right is only what names every change. */
export function simulateSurveys(leakRate: number, lines: number, seed: number): SurveyScore {
  let [right, runs] = [0, 0];
  for (let line = 0; line < lines; line++) {
    const random = createRandom(seed + line * 7919);
    const begins = 1 + Math.floor(random() * (RELEASES.length - 30));
    const ends = random() < 0.5 ? begins + 8 + Math.floor(random() * (RELEASES.length - begins - 9)) : RELEASES.length;
    const wanted = [begins, ends].filter((index) => index < RELEASES.length).map((index) => RELEASES[index]);
    const survey = runSurvey(leakRate, [begins, ends], random);
    runs += survey.runs;
    if (survey.named.join() === wanted.join()) right++;
  }
  return { rightPercent: (100 * right) / lines, runs: runs / lines };
}

function runSurvey(
  leakRate: number,
  [begins, ends]: readonly [number, number],
  random: () => number,
): { readonly named: readonly string[]; readonly runs: number } {
  const tallies = new Map<string, { leaks: number; cleans: number }>();
  const sweepRuns = new Map<string, number>();
  const leaking = RELEASES[begins + Math.floor(random() * (ends - begins))]!;
  for (let runs = 0; runs < MOST_RUNS; runs++) {
    const step = nextStep({
      lines: [{ name: "trunk", releases: RELEASES }],
      leaking,
      cleanCandidates: [RELEASES[0]!],
      tallies,
      untestable: new Map(),
      sweepRuns,
      costOf: (version) => (tallies.has(version) ? 1 : 2),
      stopAt: 0.99,
      sweeps: true,
    });
    if (step.kind === "finished")
      return { named: step.lines.flatMap((line) => line.transitions.map(({ version }) => version)), runs };
    if (step.kind !== "try") return { named: [step.kind], runs };
    const index = RELEASES.indexOf(step.version);
    const tally = tallies.get(step.version) ?? { leaks: 0, cleans: 0 };
    tallies.set(step.version, tally);
    if (index >= begins && index < ends && random() < leakRate) tally.leaks++;
    else tally.cleans++;
    if (step.phase === "sweep") sweepRuns.set(step.line, (sweepRuns.get(step.line) ?? 0) + 1);
  }
  return { named: ["no end"], runs: MOST_RUNS };
}
