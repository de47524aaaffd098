import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AnyRecord, AsyncFinding, LeakRecord, PhaseGrowth, SuiteRecord } from "@leakproof/core";
import { answerOf } from "../../src/bisect/answer.ts";
import { foldLog } from "../../src/bisect/fold-log.ts";
import type { BisectionEnd } from "../../src/bisect/run-bisection.ts";
import { renderBisectPage } from "../../src/html/bisect/bisect-page.ts";
import { type ReadLog, readLog } from "../../src/log/log-file.ts";
import { nextStep } from "../../src/survey/survey.ts";

const folder = join(import.meta.dirname, "recorded");

/** The root of the project that the records are of. */
export const ROOT = "/home/me/project";

/** The same, as a report asks for it. */
export const rootOf = (): string => ROOT;

/** Records that Vitest wrote over the hourly job and the fixtures of the judges. */
export function readRecorded(): AnyRecord[] {
  const lines = readFileSync(join(folder, "records.ndjson"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as AnyRecord);
}

/** A record of a leak, explained. */
export function leakRecord(): LeakRecord {
  const record = readRecorded().find(({ kind, subject }) => kind === "memory" && subject.file?.includes("leaky"));
  if (record?.kind !== "memory") throw new Error("The leaky twin was not recorded.");
  return record;
}

/** The log of a bisection of `examples/runtime-upgrade`, or its first entries. */
export function readBisection(entries?: number): BisectionEnd {
  const log: ReadLog = readLog(join(folder, "bisect.jsonl"));
  const bisection = foldLog(log.header, log.entries.slice(0, entries));
  const step = nextStep(bisection.question);
  return { why: step.kind === "try" ? "interrupted" : "answered", step, bisection };
}

/** The page of a bisection. */
export function bisectPage(end: BisectionEnd): string {
  return renderBisectPage(answerOf(end, "bisect.jsonl"), { end, attributions: [], flags: [], resume: undefined });
}

/** A record of a test file with as many tests, one of which retains 1.3 MB. */
export function suiteRecord(tests: number, finding?: AsyncFinding): SuiteRecord {
  const file = `${ROOT}/test/pool.test.ts`;
  const grown = (place: PhaseGrowth["place"], heap: number, arrayBuffers = 0): PhaseGrowth => ({
    place,
    retained: { heap, external: 0, arrayBuffers },
  });
  const phases = [
    grown({ phase: "beforeAll", suite: "pool", position: { file, line: 12, column: 3 } }, 41_000),
    ...Array.from({ length: tests }, (_, index) => {
      const test = `pool > releases socket ${index + 1}`;
      const isLeaking = index === tests >> 1;
      const position = { file, line: 20 + 7 * index, column: 1 };
      return [
        grown({ phase: "beforeEach", suite: "pool", test }, 120),
        grown({ phase: "test", test, position }, isLeaking ? 310_000 : 90, isLeaking ? 1_048_576 : 0),
        grown({ phase: "afterEach", suite: "pool", test }, -110),
      ];
    }).flat(),
    grown({ phase: "afterAll", suite: "pool", position: { file, line: 16, column: 3 } }, -30_000),
  ];
  const sum = (part: "heap" | "arrayBuffers"): number =>
    phases.reduce((total, { retained }) => total + retained[part], 0);
  const retained = { heap: sum("heap"), external: 0, arrayBuffers: sum("arrayBuffers") };
  const leaking = phases.find(({ retained: { arrayBuffers } }) => arrayBuffers > 0);
  return {
    version: 1,
    kind: "suite",
    subject: { file },
    verdict: {
      kind: "over",
      excesses: [
        {
          limit: "retained",
          allowed: 512_000,
          found: retained.heap + retained.arrayBuffers,
          ...(leaking === undefined ? {} : { place: leaking.place }),
        },
      ],
    },
    budget: {
      retainedBytes: 512_000,
      handles: 0,
      origin: "the baseline",
      reason: "statistics",
      baseline: {
        bytes: 96_000,
        noiseBytes: 4_000,
        updates: 7,
        history: [22_000, 24_500, 26_000, 31_000, 38_000, 61_000],
      },
    },
    tests,
    retained,
    runnerBytes: 1470 * tests,
    noiseBytes: 4_000,
    phases,
    leftOpen:
      finding === undefined
        ? []
        : [{ place: { phase: "beforeAll", suite: "pool", position: { file, line: 12, column: 3 } }, finding }],
    cost: { collections: 2 * phases.length, milliseconds: 11 * phases.length },
    runtime: { node: "24.21.0", v8: "13.6.233.17-node.49", platform: "linux", arch: "x64" },
  };
}
