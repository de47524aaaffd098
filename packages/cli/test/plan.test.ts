import { expect, test } from "vitest";
import { type PlanRequest, planBisection } from "../src/bisect/plan.ts";
import { RELEASES } from "./releases.ts";

const request: PlanRequest = {
  find: "leaks",
  lines: "auto",
  skip: [],
  releases: RELEASES,
  current: "24.10.0",
  command: ["vitest", "run"],
  platform: "linux-x64",
  atHand: [],
  settings: { leak: "same", stopAt: 0.99, sweeps: true, maxTrials: 400, timeoutMs: 1000, jobs: 1 },
  now: new Date(0),
};

test("without ends, this Node is the bad one, and each older major is a candidate for the good one", () => {
  const { leaking, cleanCandidates } = planBisection(request);

  expect(leaking).toBe("24.10.0");
  expect(cleanCandidates).toEqual(["24.0.0", "23.0.0", "22.0.0", "21.0.0", "20.0.0"]);
});

test("where a fix is looked for, the newest of the own line and of the trunk are candidates", () => {
  const { cleanCandidates } = planBisection({ ...request, find: "fixed", bad: "24.12.0" });

  expect(cleanCandidates).toEqual(["24.21.0", "26.10.0"]);
});

test("the line of the bad end comes first, and lines can be chosen", () => {
  const names = (given: Partial<PlanRequest>): string[] =>
    planBisection({ ...request, ...given }).lines.map(({ name }) => name);

  expect(names({ bad: "22.23" })).toEqual(["22.x", "trunk", "20.x", "24.x"]);
  expect(names({ bad: "22.23", lines: "trunk,22" })).toEqual(["22.x", "trunk"]);
  expect(names({ lines: "semver" })).toEqual(["semver"]);
  expect(() => names({ lines: "19" })).toThrow("--lines: there is no line 19.x: known are trunk, 20.x, 22.x, 24.x");
});

test("releases are left out one by one or by the major", () => {
  const { lines } = planBisection({ ...request, skip: ["21", "22.15.1"], lines: "semver" });

  expect(lines[0]?.releases).not.toContain("22.15.1");
  expect(lines[0]?.releases.some((version) => version.startsWith("21."))).toBe(false);
  expect(() => planBisection({ ...request, skip: ["jod"] })).toThrow('--skip: "jod" is no release of Node');
});

test("ends that make no range are refused", () => {
  expect(() => planBisection({ ...request, find: "fixed", good: "20", bad: "22" })).toThrow(
    "the good end (20.20.2) must be newer than the bad one (22.23.3)",
  );
  expect(() => planBisection({ ...request, good: "22", bad: "22" })).toThrow("Both ends are Node 22.23.3");
});
