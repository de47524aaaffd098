import { expect, test } from "vitest";
import { drawLines } from "../src/releases/release-lines.ts";
import type { Tally } from "../src/search/tally.ts";
import { nextStep, type SurveyStep } from "../src/survey/survey.ts";
import { RELEASES } from "./releases.ts";

interface Truth {
  readonly leaks: (version: string) => boolean;
  readonly rate?: number;
  readonly untestable?: readonly string[];
}

function survey(
  { leaks, rate = 1, untestable = [] }: Truth,
  question: {
    readonly lines?: readonly string[];
    readonly leaking: string;
    readonly cleanCandidates: readonly string[];
  },
): {
  readonly step: SurveyStep;
  readonly runs: number;
  readonly skipped: number;
  /** The last trial that was asked for. */
  readonly last: SurveyStep | undefined;
} {
  const tallies = new Map<string, Tally>();
  const skipped = new Map<string, string>();
  const sweepRuns = new Map<string, number>();
  const lines = drawLines(RELEASES).filter(({ name }) => question.lines?.includes(name) ?? true);
  let last: SurveyStep | undefined;
  let seed = 1;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let runs = 0; runs < 2000; runs++) {
    const step = nextStep({
      lines,
      leaking: question.leaking,
      cleanCandidates: question.cleanCandidates,
      tallies,
      untestable: skipped,
      sweepRuns,
      costOf: (version) => (tallies.has(version) ? 1 : 3),
      stopAt: 0.99,
      sweeps: true,
    });
    if (step.kind !== "try") return { step, runs, skipped: skipped.size, last };
    last = step;
    const { version } = step;
    if (untestable.includes(version)) {
      skipped.set(version, "native addon");
      continue;
    }
    const { leaks: before, cleans } = tallies.get(version) ?? { leaks: 0, cleans: 0 };
    const isLeak = leaks(version) && random() < rate;
    tallies.set(version, isLeak ? { leaks: before + 1, cleans } : { leaks: before, cleans: cleans + 1 });
    if (step.phase === "sweep") sweepRuns.set(step.line, (sweepRuns.get(step.line) ?? 0) + 1);
  }
  throw new Error("the survey did not end");
}

function transitionsOf(step: SurveyStep): string[] {
  if (step.kind !== "finished") return [step.kind];
  return step.lines.flatMap(({ line, transitions, begins }) =>
    transitions.length === 0
      ? [`${line} ${begins}`]
      : transitions.map(({ direction, previous, version }) => `${line} ${direction} ${previous} -> ${version}`),
  );
}

function number(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return major * 1e6 + minor * 1e3 + patch;
}

const abortSignalAny = (version: string): boolean => {
  const at = number(version);
  if (at >= number("22.16.0") && at < number("23.0.0")) return true;
  if (at >= number("24.0.0") && at < number("24.16.0")) return true;
  return at >= number("25.0.0") && at < number("26.1.0");
};

test("a leak that was backported and fixed is found on every line", () => {
  const { step, runs } = survey({ leaks: abortSignalAny }, { leaking: "25.9.0", cleanCandidates: ["20.0.0"] });

  expect(transitionsOf(step)).toEqual([
    "trunk leaks 23.11.1 -> 24.0.0",
    "trunk clean 26.0.0 -> 26.1.0",
    "20.x clean",
    "22.x leaks 22.15.1 -> 22.16.0",
    "24.x clean 24.15.0 -> 24.16.0",
  ]);
  expect(runs).toBeLessThan(80);
});

test("it is found as well when it shows in 70 % of trials", () => {
  const truth = { leaks: abortSignalAny, rate: 0.7 };

  const { step } = survey(truth, { lines: ["trunk"], leaking: "25.9.0", cleanCandidates: ["20.0.0"] });

  expect(transitionsOf(step)).toEqual(["trunk leaks 23.11.1 -> 24.0.0", "trunk clean 26.0.0 -> 26.1.0"]);
});

test("several changes are together as sure as a single one has to be", () => {
  const { step } = survey({ leaks: abortSignalAny, rate: 0.7 }, { leaking: "25.9.0", cleanCandidates: ["20.0.0"] });

  if (step.kind !== "finished") throw new Error(`it ended with ${step.kind}`);
  const changes = step.lines.flatMap(({ transitions }) => transitions);
  expect(changes).toHaveLength(4);
  expect(changes.reduce((product, { confidence }) => product * confidence, 1)).toBeGreaterThan(0.99);
});

test("while several changes are made surer, all of them are told", () => {
  const { last } = survey({ leaks: abortSignalAny, rate: 0.7 }, { leaking: "25.9.0", cleanCandidates: ["20.0.0"] });

  if (last?.kind !== "try") throw new Error("nothing was tried");
  expect(last.phase).toBe("search");
  expect(last.read.flatMap(({ transitions }) => transitions)).toHaveLength(4);
});

test("without a clean end, older majors are tried until one is clean", () => {
  const { step } = survey(
    { leaks: (version) => number(version) >= number("22.4.0") },
    {
      lines: ["trunk"],
      leaking: "26.10.0",
      cleanCandidates: ["26.0.0", "25.0.0", "24.0.0", "23.0.0", "22.0.0", "21.0.0"],
    },
  );

  expect(transitionsOf(step)).toEqual(["trunk leaks 22.3.0 -> 22.4.0"]);
});

test("releases that cannot be tried keep their probability: both neighbours are named", () => {
  const untestable = ["22.4.0", "22.4.1"];

  const { step } = survey(
    { leaks: (version) => number(version) >= number("22.4.0"), untestable },
    { lines: ["trunk"], leaking: "26.10.0", cleanCandidates: ["20.0.0"] },
  );

  expect(transitionsOf(step)).toEqual(["trunk leaks 22.3.0 -> 22.5.0"]);
});

test("an end that is not what it is said to be is named", () => {
  const never = survey({ leaks: () => false }, { leaking: "26.10.0", cleanCandidates: ["20.0.0"] });
  const always = survey({ leaks: () => true }, { leaking: "26.10.0", cleanCandidates: ["20.0.0"] });

  expect(never.step).toMatchObject({ kind: "ends do not hold", version: "26.10.0", expected: "leaks" });
  expect(always.step).toMatchObject({ kind: "ends do not hold", version: "20.0.0", expected: "clean" });
});

test("a leak in every release is no change, and said so after few trials", () => {
  const { step, runs } = survey({ leaks: () => true }, { leaking: "26.10.0", cleanCandidates: ["25.0.0", "24.0.0"] });

  expect(step).toEqual({ kind: "no change", oldest: "24.0.0" });
  expect(runs).toBeLessThan(12);
});

test("where the oldest releases cannot be tried, the first that can is found by halving", () => {
  const leaks = (version: string): boolean => number(version) >= number("25.4.0");
  const untestable = RELEASES.filter((version) => number(version) < number("22.6.0") && version !== "20.20.2");

  const { step, skipped } = survey(
    { leaks, untestable },
    { lines: ["trunk"], leaking: "26.10.0", cleanCandidates: ["20.20.2"] },
  );

  expect(transitionsOf(step)).toEqual(["trunk leaks 25.3.0 -> 25.4.0"]);
  expect(skipped).toBeLessThan(8);
});

test("what was found is told while only a sweep is left", () => {
  const versions = ["20.0.0", "21.0.0", "22.0.0", "23.0.0", "24.0.0", "25.0.0", "26.0.0"];
  const leaks = new Set(["25.0.0", "26.0.0"]);
  const tallies = new Map(
    versions.map((version) => [version, leaks.has(version) ? { leaks: 3, cleans: 0 } : { leaks: 0, cleans: 3 }]),
  );
  tallies.delete("22.0.0");

  const step = nextStep({
    lines: [{ name: "trunk", releases: versions }],
    leaking: "26.0.0",
    cleanCandidates: ["20.0.0"],
    tallies,
    untestable: new Map(),
    sweepRuns: new Map(),
    costOf: () => 1,
    stopAt: 0.99,
    sweeps: true,
  });

  expect(step).toMatchObject({
    kind: "try",
    version: "22.0.0",
    phase: "sweep",
    read: [{ line: "trunk", transitions: [{ direction: "leaks", version: "25.0.0", previous: "24.0.0" }] }],
  });
});

test("a good end that leaks now and then is found out before a neighbour is blamed", () => {
  const always = { leaks: () => true, rate: 0.3 };

  const { step } = survey(always, { lines: ["trunk"], leaking: "26.10.0", cleanCandidates: ["20.0.0"] });

  expect(step).toMatchObject({ kind: "ends do not hold", version: "20.0.0", expected: "clean" });
});
