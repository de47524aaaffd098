import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import type { Report } from "../records/report-of.ts";
import type { ReportRecord } from "../records/report-record.ts";
import { standingOf } from "../records/standing.ts";
import { FAILING_OF, type Failing } from "./failing.ts";
import { findProblems } from "./find-problems.ts";
import { groupBy } from "./group-by.ts";
import { recordText } from "./record-text.ts";
import type { ViewStyle } from "./view.ts";
import { type Missing, whatIsMissing } from "./what-is-missing.ts";

/** Writes JUnit's XML, as Jenkins reads it: a suite per test file, a case per verdict, and a case for what is missing. */
export function renderJunit(report: Report, { failing }: Pick<ViewStyle, "failing">): string {
  const { records, places } = report;
  const missing = whatIsMissing(report);
  const cases = records.map((record) => ({ record, failed: isFailed(record, failing) }));
  const root = create({ version: "1.0", encoding: "UTF-8", invalidCharReplacement: "\uFFFD" }).ele("testsuites", {
    name: "leakproof",
    tests: records.length + missing.length,
    failures: cases.filter(({ failed }) => failed).length,
    errors: missing.length,
    time: secondsOf(records),
  });
  const byFile = groupBy(cases, ({ record: { subject } }) =>
    subject.file === undefined ? "(no file)" : places.inProject(subject.file),
  );
  for (const [file, own] of byFile) {
    const suite = root.ele("testsuite", {
      name: file,
      tests: own.length,
      failures: own.filter(({ failed }) => failed).length,
      errors: 0,
      skipped: own.filter(({ record, failed }) => isSkipped(record, failed)).length,
      time: secondsOf(own.map(({ record }) => record)),
    });
    for (const { record, failed } of own) addCase(suite, file, record, failed, report);
  }
  if (missing.length > 0) addMissing(root, missing);
  return `${root.end({ prettyPrint: true })}\n`;
}

function isFailed(record: ReportRecord, failing: ReadonlySet<Failing>): boolean {
  const kind = FAILING_OF[standingOf(record)];
  return kind !== undefined && failing.has(kind);
}

// What needs a look and fails nobody: of JUnit's three states, the one that is neither green nor red.
function isSkipped(record: ReportRecord, failed: boolean): boolean {
  return !failed && FAILING_OF[standingOf(record)] !== undefined;
}

const ASSERTIONS: Readonly<Record<ReportRecord["kind"], string>> = {
  memory: "toLeakMemory",
  "async ops": "toLeakAsyncOps",
  collected: "toBeCollected",
  suite: "the whole file",
};

function addCase(suite: XMLBuilder, file: string, record: ReportRecord, failed: boolean, report: Report): void {
  const { subject, kind } = record;
  const name = [subject.test ?? subject.body ?? "", `[${ASSERTIONS[kind]}]`].filter((part) => part !== "").join(" ");
  const testCase = suite.ele("testcase", { name, classname: file, time: secondsOf([record]) });
  const [first] = findProblems({ ...report, records: [record] });
  if (failed) {
    const type = first?.rule.id ?? standingOf(record);
    testCase.ele("failure", { type, message: first?.title ?? standingOf(record) }).txt(recordText(record, report));
  } else if (isSkipped(record, failed)) {
    testCase.ele("skipped").txt(recordText(record, report));
  }
}

function addMissing(root: XMLBuilder, missing: readonly Missing[]): void {
  const suite = root.ele("testsuite", {
    name: "(missing)",
    tests: missing.length,
    failures: 0,
    errors: missing.length,
    skipped: 0,
    time: "0.000",
  });
  for (const { what, files } of missing) {
    const testCase = suite.ele("testcase", { name: what, classname: "(missing)", time: "0.000" });
    testCase.ele("error", { type: "incomplete", message: what }).txt(files.join("\n"));
  }
}

function secondsOf(records: readonly ReportRecord[]): string {
  return (records.reduce((sum, { cost }) => sum + cost.milliseconds, 0) / 1000).toFixed(3);
}
