import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { foldLog } from "../src/bisect/fold-log.ts";
import { planBisection } from "../src/bisect/plan.ts";
import type { Entry, Header, TrialEntry } from "../src/log/entries.ts";
import { appendToLog, newLogFile, readLog } from "../src/log/log-file.ts";
import { nextStep } from "../src/survey/survey.ts";
import { RELEASES } from "./releases.ts";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leakproof-log-"));
  file = join(folder, "bisect.jsonl");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const header: Header = planBisection({
  good: "20.0.0",
  bad: "26.10.0",
  find: "leaks",
  lines: "trunk",
  skip: [],
  releases: RELEASES,
  current: "24.21.0",
  command: ["vitest", "run"],
  platform: "linux-x64",
  atHand: [],
  settings: { leak: "same", stopAt: 0.99, sweeps: true, maxTrials: 400, timeoutMs: 1000, jobs: 1 },
  now: new Date(0),
});

function trial(number: number, version: string, outcome: TrialEntry["outcome"]): TrialEntry {
  return { type: "trial", trial: number, version, line: "trunk", phase: "search", outcome, milliseconds: 1000 };
}

const leak = { kind: "leak", fingerprints: ["aaaa"], tests: ["a.test.ts"] } as const;
const clean = { kind: "clean" } as const;

const entries: Entry[] = [
  trial(1, "26.10.0", leak),
  trial(2, "26.10.0", leak),
  trial(3, "26.10.0", leak),
  trial(4, "20.0.0", clean),
  trial(5, "20.0.0", clean),
];

test("what was written is read again", () => {
  appendToLog(file, [header]);
  appendToLog(file, entries);

  expect(readLog(file)).toEqual({ header, entries, damaged: [] });
});

test("a line that a crash cut off is left out, and the next is not glued to it", () => {
  appendToLog(file, [header, ...entries.slice(0, 3)]);
  appendFileSync(file, '{"type":"trial","tri');

  expect(readLog(file)).toEqual({ header, entries: entries.slice(0, 3), damaged: [] });
  appendToLog(file, entries.slice(3));
  expect(readLog(file)).toEqual({ header, entries, damaged: [5] });
});

test("a damaged line costs its own trial only", () => {
  appendToLog(file, [header, ...entries]);
  const lines = readFileSync(file, "utf8").split("\n");
  writeFileSync(file, lines.with(2, `${lines[2]!.slice(0, 20)}\u0000`).join("\n"));

  const read = readLog(file);

  expect(read.damaged).toEqual([3]);
  expect(read.entries).toEqual(entries.toSpliced(1, 1));
});

test("what is no log is said to be none", () => {
  writeFileSync(file, "hello\n");

  expect(() => readLog(file)).toThrow("is no log of a bisection: its first line is damaged");
  expect(() => readLog(join(folder, "none.jsonl"))).toThrow("There is no log");
});

test("the next step is a function of the log", () => {
  const step = nextStep(foldLog(header, entries).question);

  expect(step).toMatchObject({ kind: "try", phase: "search", line: "trunk" });
  expect(nextStep(foldLog(header, structuredClone(entries)).question)).toEqual(step);
});

test("a trial that was taken back does not count", () => {
  const { question } = foldLog(header, [...entries, { type: "undo", trial: 3 }]);

  expect(question.tallies.get("26.10.0")).toEqual({ leaks: 2, cleans: 0 });
  expect(nextStep(question)).toMatchObject({ kind: "try", version: "26.10.0", phase: "ends" });
});

test("a release that gives no evidence is left out after some chances", () => {
  const failed = (kind: "untestable" | "other" | "error", times: number): ReadonlyMap<string, string> =>
    foldLog(header, [
      ...entries,
      ...Array.from({ length: times }, (_, index) => trial(6 + index, "22.0.0", { kind, reason: "why" })),
    ]).question.untestable;

  expect([failed("untestable", 1).size, failed("untestable", 2).size]).toEqual([0, 1]);
  expect([failed("other", 2).size, failed("other", 3).size]).toEqual([0, 1]);
  expect([failed("error", 2).size, failed("error", 3).size]).toEqual([0, 1]);
});

test("the leak that is looked for is the one that the first leaks named", () => {
  expect(foldLog(header, entries).target).toMatchObject({
    leak: "same",
    fingerprints: new Set(["aaaa"]),
    tests: new Set(["a.test.ts"]),
  });
});

test("bisections that begin in the same second have logs of their own", () => {
  const [first, second] = [1, 2].map((milliseconds) => newLogFile(folder, new Date(milliseconds)));

  expect(first).not.toBe(second);
  expect(first).toBe(join(folder, ".leakproof", "bisect-19700101-000000001.jsonl"));
});
