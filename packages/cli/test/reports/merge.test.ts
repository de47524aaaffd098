import { join } from "node:path";
import type { RunMark } from "@leakproof/core";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { createPlaces } from "../../src/records/places.ts";
import { type RecordsText, readLines } from "../../src/records/read-lines.ts";
import { summarize } from "../../src/records/report-of.ts";
import type { ReportRecord } from "../../src/records/report-record.ts";
import { isFailing } from "../../src/views/failing.ts";
import { renderNdjson } from "../../src/views/ndjson.ts";
import { whatIsMissing } from "../../src/views/what-is-missing.ts";
import { PROJECT, recordRun, reportOn } from "./recorded-run.ts";
import { over, within } from "./suite-records.ts";

let text: string;
/** A leaking record, a clean one, one that is inconclusive, and those of test files. */
let samples: readonly ReportRecord[];

beforeAll(async () => {
  text = await recordRun();
  samples = [...readLines(text).records, over, within];
}, 60_000);

const ofText = (records: readonly ReportRecord[], marks: readonly RunMark[] = []): RecordsText => ({
  records,
  marks,
  damaged: [],
});

/** A suite: in each file some tests, each with some of the samples as its verdicts. */
const suite = fc.array(
  fc.array(fc.record({ test: fc.constantFrom("a", "b", "c"), sample: fc.nat() }), { minLength: 1, maxLength: 5 }),
  { minLength: 1, maxLength: 8 },
);

type Suite = typeof suite extends fc.Arbitrary<infer Value> ? Value : never;

function recordsOf(files: Suite): ReportRecord[][] {
  return files.map((tests, index) =>
    tests.map(({ test, sample }) => {
      const record = samples[sample % samples.length]!;
      return { ...record, subject: { ...record.subject, file: join(PROJECT, `${index}.test.ts`), test } };
    }),
  );
}

const everything = new Set(["leaking", "over", "inconclusive", "incomplete"] as const);

test("shards give the same report and verdict as the whole suite, in any order", () => {
  fc.assert(
    fc.property(suite, fc.integer({ min: 1, max: 5 }), fc.nat(), (files, shards, turn) => {
      const byFile = recordsOf(files);
      const whole = reportOn(ofText(byFile.flat()));
      const parts = Array.from({ length: shards }, (_, shard) =>
        ofText(byFile.filter((_, index) => index % shards === shard).flat()),
      );
      const turned = [...parts.slice(turn % shards), ...parts.slice(0, turn % shards)];
      const merged = reportOn(...turned);

      expect(merged.records).toEqual(whole.records);
      expect(summarize(merged)).toEqual(summarize(whole));
      expect(isFailing(merged, everything)).toBe(isFailing(whole, everything));
    }),
  );
});

test("to merge what was merged changes nothing", () => {
  fc.assert(
    fc.property(suite, suite, (some, others) => {
      const [a, b] = [recordsOf(some).flat(), recordsOf(others).flat()].map((records) => ofText(records));
      const merged = renderNdjson(reportOn(a!, b!));

      expect(renderNdjson(reportOn(merged))).toBe(merged);
      expect(renderNdjson(reportOn(merged, a!))).toBe(merged);
      expect(renderNdjson(reportOn(b!, a!))).toBe(merged);
    }),
  );
});

test("a leak is not undone by another file whose run did not show it", () => {
  const [leaking, clean] = samples as readonly [ReportRecord, ReportRecord];
  const same = { ...clean, subject: leaking.subject };

  expect(reportOn(ofText([leaking]), ofText([same])).records).toEqual([leaking]);
  expect(reportOn(ofText([same]), ofText([leaking])).records).toEqual([leaking]);
});

test("a test that was tried again in one run keeps all its verdicts", () => {
  const [leaking, clean] = samples as readonly [ReportRecord, ReportRecord];
  const again = { ...clean, subject: leaking.subject };

  expect(reportOn(ofText([leaking, again])).records).toEqual([leaking, again]);
});

test("a test keeps a verdict for each runtime", () => {
  const [leaking] = samples as readonly [ReportRecord];
  const elsewhere = { ...leaking, runtime: { ...leaking.runtime, node: "26.1.0" } };

  expect(reportOn(ofText([leaking]), ofText([elsewhere])).records).toHaveLength(2);
});

test("a line that was cut off is told with its file and number, and the rest is read", () => {
  const torn = text.slice(0, text.lastIndexOf('{"version":1,"kind":"file ended"') + 40);
  const report = reportOn(torn);

  expect(report.records).toHaveLength(7);
  expect(whatIsMissing(report)).toEqual([
    {
      what: `the run of vitest 5.1.1, shard 1/2, on Node ${process.versions.node} was killed without 1 of 2 test files`,
      files: ["views.test.ts"],
    },
    { what: "shard-1.ndjson:10 is cut off: the run ended while it was written", files: [] },
  ]);
});

test("what is missing is still told after merging", () => {
  const torn = reportOn(text.slice(0, -20));

  expect(whatIsMissing(torn)).not.toEqual([]);
  expect(whatIsMissing(reportOn(renderNdjson(torn)))).toEqual(whatIsMissing(torn));
});

test("a killed run whose last line is whole is told as killed", () => {
  const lines = text.trimEnd().split("\n");

  expect(whatIsMissing(reportOn(text))).toEqual([]);
  expect(whatIsMissing(reportOn(`${lines.slice(0, -1).join("\n")}\n`))).toEqual([
    { what: `the run of vitest 5.1.1, shard 1/2, on Node ${process.versions.node} was killed`, files: [] },
  ]);
});

test("a test file that a runner began and did not end is missing where nobody knows them all", () => {
  const { marks } = readLines(text);
  const [started] = marks as readonly [Extract<RunMark, { kind: "run started" }>];
  const { files: _, shard: __, ...unplanned } = started;
  const begun: RunMark = { version: 1, kind: "file started", run: started.run, file: join(PROJECT, "a.test.ts") };

  expect(whatIsMissing(reportOn(ofText([], [{ ...unplanned, runner: "jest 30.3.0" }, begun])))).toEqual([
    { what: `the run of jest 30.3.0 on Node ${process.versions.node} ended without 1 test file`, files: ["a.test.ts"] },
  ]);
});

test("a line that is no record says what is wrong with it", () => {
  const [, first = ""] = text.split("\n");
  const record = JSON.parse(first) as ReportRecord;
  const lines = [
    "{}",
    "nonsense",
    JSON.stringify({ ...record, version: 2 }),
    JSON.stringify({ ...record, verdict: { kind: "fine" } }),
    first,
    "",
  ];

  expect(readLines(lines.join("\n")).damaged).toMatchInlineSnapshot(`
    [
      {
        "line": 1,
        "reason": "no record of Leakproof",
      },
      {
        "line": 2,
        "reason": "no JSON",
      },
      {
        "line": 3,
        "reason": "a record of format 2, and this release reads format 1: update @leakproof/cli",
      },
      {
        "line": 4,
        "reason": "no valid memory record: /verdict must have required property 'because'",
      },
    ]
  `);
  expect(readLines(lines.join("\n")).records).toEqual([record]);
});

test("paths are written as seen from the project, whatever machine they come from", () => {
  const places = createPlaces(["C:\\work\\shop", "/home/ci/shop"], "/repo/packages/shop", "/repo");

  expect(places.inProject("C:\\work\\shop\\src\\job.ts")).toBe("src/job.ts");
  expect(places.inProject("/home/ci/shop/src/job.ts")).toBe("src/job.ts");
  expect(places.inProject("/repo/packages/shop/src/job.ts")).toBe("src/job.ts");
  expect(places.inProject("/elsewhere/job.ts")).toBe("/elsewhere/job.ts");
  expect(places.inProject("node:events")).toBe("node:events");
  expect(places.inRepository("C:\\work\\shop\\src\\job.ts")).toBe("packages/shop/src/job.ts");
  expect(places.inRepository("/elsewhere/job.ts")).toBe("/elsewhere/job.ts");
});
