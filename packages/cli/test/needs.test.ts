import { expect, test } from "vitest";
import { planBisection } from "../src/bisect/plan.ts";
import { covers, unmetNeed } from "../src/runner/needs.ts";
import { describeUnmet } from "../src/runner/offer.ts";
import { RELEASES } from "./releases.ts";

const VITEST_5 = { name: "vitest 5.1.1", range: "^22.12.0 || ^24.0.0 || >=26.0.0" };
const VITEST_3 = { name: "vitest 3.2.7", range: "^18.0.0 || ^20.0.0 || >=22.0.0" };
const OWN = { name: "@leakproof/vitest-plugin 1.0.0", range: ">=20.19" };

test("a runner does not run on releases older than it names, nor on the early ones of a major that it names", () => {
  expect(["16.20.2", "20.20.2", "22.11.0"].map((version) => covers(VITEST_5.range, version))).toEqual([
    false,
    false,
    false,
  ]);
  expect(["22.12.0", "24.0.0", "26.10.0"].map((version) => covers(VITEST_5.range, version))).toEqual([
    true,
    true,
    true,
  ]);
});

test("majors that nobody maintains are covered where those around them are", () => {
  expect(["21.7.3", "23.11.1", "25.9.0"].map((version) => covers(VITEST_5.range, version))).toEqual([
    false,
    true,
    true,
  ]);
  expect(covers("^22.0.0", "23.0.0")).toBe(false);
});

test("a release that is left out says why, and which runner would help", () => {
  expect(unmetNeed([VITEST_3, OWN], "20.18.0")).toBe(OWN);
  expect(unmetNeed([VITEST_3, OWN], "20.19.0")).toBeUndefined();
  expect(describeUnmet(VITEST_5, "20.20.2")).toBe(
    "vitest 5.1.1 needs Node ^22.12.0 || ^24.0.0 || >=26.0.0 (`--runner vitest@3` runs on it)",
  );
  expect(describeUnmet(VITEST_5, "16.20.2")).toBe("vitest 5.1.1 needs Node ^22.12.0 || ^24.0.0 || >=26.0.0");
});

test("a good end that is looked for is the oldest of each major that the runner runs on", () => {
  const header = planBisection({
    find: "leaks",
    lines: "auto",
    skip: [],
    releases: RELEASES,
    current: "24.21.0",
    command: ["vitest"],
    supports: (version) => unmetNeed([VITEST_5], version) === undefined,
    platform: "linux-x64",
    atHand: [],
    settings: {
      leak: "same",
      stopAt: 0.99,
      sweeps: true,
      maxTrials: 400,
      timeoutMs: 1000,
      jobs: 1,
    },
    now: new Date(0),
  });

  expect(header.cleanCandidates).toEqual(["24.0.0", "23.0.0", "22.12.0"]);
});
