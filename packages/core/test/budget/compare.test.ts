import fc from "fast-check";
import { expect, test } from "vitest";
import { type Baseline, baselineKey } from "../../src/budget/baseline.ts";
import { type BaselineComparison, compareWithBaseline } from "../../src/budget/compare.ts";
import { findDrift } from "../../src/budget/drift.ts";
import { type MeasuredSuite, measuredSuites } from "../../src/budget/measured-suites.ts";
import { tightenBaseline, updateBaseline } from "../../src/budget/update-baseline.ts";
import type { SuiteRecord } from "../../src/guard/suite-record.ts";

const key = (name: string): string => baselineKey({ file: `${name}.test.ts`, node: 24, platform: "linux-x64" });
const suite = (name: string, bytes: number, noiseBytes = 100): MeasuredSuite => ({
  file: `${name}.test.ts`,
  node: 24,
  platform: "linux-x64",
  key: key(name),
  bytes,
  noiseBytes,
  runs: 1,
});
const accepted = (bytes: number, history: readonly number[] = []) => ({
  bytes,
  noiseBytes: 200,
  updates: history.length + 1,
  history,
});
const compared = (suites: readonly MeasuredSuite[], baseline: Baseline): BaselineComparison =>
  compareWithBaseline(suites, baseline, (file) => file !== "gone.test.ts");

test("more than the noise above is exceeded, more than the noise below improved, and the larger noise counts", () => {
  const baseline = new Map(["a", "b", "c", "d"].map((name) => [key(name), accepted(5000)]));
  const { suites } = compared([suite("a", 5200), suite("b", 5201), suite("c", 4799), suite("d", 5300, 300)], baseline);

  expect(suites.map(({ kind, noiseBytes }) => [kind, noiseBytes])).toEqual([
    ["within", 200],
    ["exceeded", 200],
    ["improved", 200],
    ["within", 300],
  ]);
});

test("a suite without an entry is new, an entry without its file is gone, and one that only did not run is neither", () => {
  const baseline = new Map([
    [key("gone"), accepted(1)],
    [key("elsewhere"), accepted(1)],
  ]);
  const comparison = compared([suite("a", 1)], baseline);

  expect(comparison.suites.map(({ kind }) => kind)).toEqual(["new"]);
  expect(comparison.gone).toEqual([key("gone")]);
});

const baseline: Baseline = new Map([
  [key("gone"), accepted(1)],
  [key("elsewhere"), accepted(1)],
  [key("within"), accepted(5000)],
  [key("exceeded"), accepted(5000, [4000])],
  [key("improved"), accepted(5000)],
]);
const run = compared(
  [suite("within", 5150), suite("exceeded", 6000), suite("improved", 3000), suite("new", 70)],
  baseline,
);

test("an update writes what is new, exceeded or improved, and leaves what is within the noise", () => {
  expect(Object.fromEntries(updateBaseline(baseline, run))).toEqual({
    [key("elsewhere")]: accepted(1),
    [key("within")]: accepted(5000),
    [key("exceeded")]: { bytes: 6000, noiseBytes: 100, updates: 3, history: [4000, 5000] },
    [key("improved")]: { bytes: 3000, noiseBytes: 100, updates: 2, history: [5000] },
    [key("new")]: { bytes: 70, noiseBytes: 100, updates: 1, history: [] },
  });
});

test("to tighten lowers, and neither raises nor adds", () => {
  expect(Object.fromEntries(tightenBaseline(baseline, run))).toEqual({
    [key("elsewhere")]: accepted(1),
    [key("within")]: accepted(5000),
    [key("exceeded")]: accepted(5000, [4000]),
    [key("improved")]: { bytes: 3000, noiseBytes: 100, updates: 2, history: [5000] },
  });
});

test("after an update the same run is within, and to update again changes nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { maxLength: 5 }), fc.nat(500), (values, noise) => {
      const suites = values.map((bytes, index) => suite(String(index), bytes, noise));
      const once = updateBaseline(baseline, compared(suites, baseline));
      const again = compared(suites, once);

      expect(again.suites.every(({ kind }) => kind === "within")).toBe(true);
      expect(updateBaseline(once, again)).toEqual(once);
    }),
  );
});

test("a value that crept up by small steps has drifted", () => {
  expect(findDrift([1000, 1050, 1100, 1150], 100)).toEqual({ fromBytes: 1000, toBytes: 1150, steps: 3 });
  expect(findDrift([5000, 1000, 1050, 1100, 1100, 1150], 100)).toEqual({ fromBytes: 1000, toBytes: 1150, steps: 3 });
});

test.each([
  ["scatters", [1000, 1090, 1010, 1080, 1020, 1095]],
  ["rose once", [1000, 1000, 2000, 2000]],
  ["rose twice", [1000, 1200, 1400]],
  ["rose by no more than the noise", [1000, 1030, 1060, 1090]],
  ["fell", [1150, 1100, 1050, 1000]],
  ["is the only one", [1000]],
  ["rose and fell back", [1000, 1050, 1100, 1150, 1000]],
])("a value that %s has not drifted", (_, values) => {
  expect(findDrift(values, 100)).toBeUndefined();
});

test("values that lie within the noise of each other are never called drift", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { maxLength: 12 }), (values) => {
      expect(findDrift(values, 100)).toBeUndefined();
    }),
  );
});

test("drift is told of a suite that is within its baseline as well", () => {
  const creeping = new Map([[key("a"), accepted(1900, [1000, 1300, 1600])]]);

  expect(compared([suite("a", 1950)], creeping).suites).toMatchObject([
    { kind: "within", drift: { fromBytes: 1000, toBytes: 1900, steps: 3 } },
  ]);
  expect(compared([suite("a", 2200)], creeping).suites).toMatchObject([
    { kind: "exceeded", drift: { fromBytes: 1000, toBytes: 2200, steps: 4 } },
  ]);
});

const record = (file: string, heap: number, more: Partial<SuiteRecord> = {}): SuiteRecord => ({
  version: 1,
  kind: "suite",
  subject: { file },
  verdict: { kind: "within" },
  budget: { origin: "the default" },
  tests: 1,
  retained: { heap, external: 10, arrayBuffers: 5 },
  runnerBytes: 0,
  noiseBytes: 20,
  phases: [],
  leftOpen: [],
  cost: { collections: 2, milliseconds: 1 },
  runtime: { node: "24.21.0", v8: "13", platform: "linux", arch: "x64" },
  ...more,
});

test("records of all shards and workers give the same, in whatever order they are", () => {
  const records = ["b", "a", "c", "a"].map((name, index) => record(`/app/${name}.test.ts`, 1000 * (index + 1)));
  const inOrder = measuredSuites(records, (file) => file.slice(5));

  expect(inOrder.suites.map(({ key: name, bytes, noiseBytes, runs }) => [name, bytes, noiseBytes, runs])).toEqual([
    [key("a"), 4015, 2000, 2],
    [key("b"), 1015, 20, 1],
    [key("c"), 3015, 20, 1],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
      expect(measuredSuites(shuffled, (file) => file.slice(5))).toEqual(inOrder);
    }),
  );
});

test("majors and platforms are told apart, and releases of one major are not", () => {
  const runtime = { node: "24.21.0", v8: "13", platform: "linux", arch: "x64" };
  const runtimes = [
    runtime,
    { ...runtime, node: "24.2.0" },
    { ...runtime, node: "22.1.0" },
    { ...runtime, arch: "arm64" },
  ];
  const { suites } = measuredSuites(
    runtimes.map((one) => record("a.test.ts", 1, { runtime: one })),
    (file) => file,
  );

  expect(suites.map(({ key: name }) => name)).toEqual([
    "a.test.ts | Node 22 | linux-x64",
    "a.test.ts | Node 24 | linux-arm64",
    "a.test.ts | Node 24 | linux-x64",
  ]);
});

test("a suite that could not be judged has its reason, unless another run of it was", () => {
  const verdict = { kind: "inconclusive", reason: "a test failed" } as const;
  const records = [record("a.test.ts", 1, { verdict }), record("b.test.ts", 1, { verdict }), record("b.test.ts", 2)];
  const { suites, unjudged } = measuredSuites(records, (file) => file);

  expect(suites.map(({ file, bytes }) => [file, bytes])).toEqual([["b.test.ts", 17]]);
  expect(unjudged.map(({ file, reason }) => [file, reason])).toEqual([["a.test.ts", "a test failed"]]);
});
