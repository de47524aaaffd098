import type {
  AsyncFinding,
  CollectedObject,
  Excess,
  Leak,
  LeakRecord,
  SourcePosition,
  SuiteRecord,
} from "@leakproof/core";
import {
  type AssertionRecord,
  explainDoubt,
  findingAdvice,
  findingHeadline,
  hintOf,
  hintOnObject,
  leakHeadline,
} from "@leakproof/core/report";
import type { Places } from "../records/places.ts";
import type { Report } from "../records/report-of.ts";
import type { ReportRecord } from "../records/report-record.ts";
import { bySeverity, standingOf } from "../records/standing.ts";
import { formatBytes } from "../report/format.ts";
import { describePosition } from "./describe-position.ts";
import type { Problem } from "./problem.ts";
import { asyncRule, GROWTH, INCONCLUSIVE, leakRule, limitRule, NO_LEAK, RETAINED } from "./rules.ts";

/** Lists what is to be mended, worst first. */
export function findProblems({ records, places }: Report): Problem[] {
  return records
    .toSorted((a, b) => bySeverity(standingOf(a), standingOf(b)))
    .flatMap((record) => problemsOf(record, places));
}

function problemsOf(record: ReportRecord, places: Places): Problem[] {
  switch (standingOf(record)) {
    case "leaking":
      return record.kind === "suite" ? [] : leaksOf(record, places);
    case "over":
      return record.kind === "suite" ? excessesOf(record, places) : [];
    case "leak expected":
      return [withoutPath(record, { rule: NO_LEAK, level: "error", title: "no leak, although one is expected" })];
    case "inconclusive":
      return [doubtOf(record)];
    default:
      return [];
  }
}

function leaksOf(record: AssertionRecord, places: Places): Problem[] {
  switch (record.kind) {
    case "memory":
      return memoryLeaks(record, places);
    case "async ops":
      return findingsOf(record.findings, record, places);
    case "collected":
      return record.objects.flatMap((object) => (object.isCollected ? [] : [problemOfObject(object, record, places)]));
  }
}

function memoryLeaks(record: LeakRecord, places: Places): Problem[] {
  const { verdict, explanation, pending, unexplained } = record;
  // A leak of the runtime itself is told by the message; there is nothing to mend in the program.
  const leaks = (explanation?.leaks ?? []).filter(({ known }) => known === undefined);
  // Those with one fingerprint are one mistake.
  const different = leaks.filter((leak, index) => index === leaks.findIndex((other) => isSame(other, leak)));
  const problems = [
    ...different.map((leak) => problemOfLeak(leak, explanation?.calls ?? 1, record, places)),
    ...findingsOf(pending?.findings ?? [], record, places),
  ];
  if (problems.length > 0 || verdict.kind !== "leaking") return problems;
  return [
    withoutPath(record, {
      rule: GROWTH,
      level: "error",
      title: `${formatBytes(verdict.bytesPerCall)} per call, over ${verdict.calls.toLocaleString("en-US")} calls`,
      ...(unexplained === undefined ? {} : { details: [`Who holds it is not told: ${unexplained}`] }),
    }),
  ];
}

const isSame = (a: Leak, b: Leak): boolean => a.fingerprint === b.fingerprint;

function problemOfLeak(leak: Leak, calls: number, record: ReportRecord, places: Places): Problem {
  return {
    rule: leakRule(leak.kind),
    level: "error",
    title: leakHeadline(leak, calls),
    details: [...heldBy(leak, record, places), hintOf(leak)],
    ...traceOf(leak),
    record,
  };
}

// What another finding keeps goes when that goes: it is told there, as a victim.
function findingsOf(findings: readonly AsyncFinding[], record: ReportRecord, places: Places): Problem[] {
  const culprits = findings.filter(({ keptBy }) => keptBy === undefined);
  if (culprits.length === 0) return findings.map((finding) => problemOfFinding(finding, record, places));
  return culprits.map((culprit) => {
    const problem = problemOfFinding(culprit, record, places);
    const kept = findings.filter(({ keptBy }) => keptBy !== undefined && isSamePlace(keptBy, culprit.createdAt));
    const started = kept.flatMap(({ createdAt }) =>
      createdAt === undefined ? [] : [describePosition(createdAt, places)],
    );
    if (started.length === 0) return problem;
    return { ...problem, details: [...problem.details, `Keeps what was started at ${started.join(" and ")}.`] };
  });
}

function isSamePlace(a: SourcePosition, b: SourcePosition | undefined): boolean {
  return a.file === b?.file && a.line === b.line && a.column === b.column;
}

function problemOfFinding(finding: AsyncFinding, record: ReportRecord, places: Places): Problem {
  const { kind, leak, keptBy, createdAt } = finding;
  return {
    rule: asyncRule(kind),
    level: "error",
    title: `${findingHeadline(finding)} left behind`,
    details: [
      ...(leak === undefined ? [] : heldBy(leak, record, places)),
      keptBy === undefined
        ? findingAdvice(finding)
        : `Kept by what was started in ${places.inProject(keptBy.file)}:${keptBy.line}: see there.`,
    ],
    ...(leak === undefined ? { path: [] } : traceOf(leak)),
    ...(createdAt === undefined ? {} : { position: createdAt }),
    record,
  };
}

function problemOfObject({ name, leak }: CollectedObject, record: ReportRecord, places: Places): Problem {
  if (leak === undefined) return withoutPath(record, { rule: RETAINED, level: "error", title: `${name} is retained` });
  return {
    rule: RETAINED,
    level: "error",
    title: `${name} is retained: ${leak.className}`,
    details: [...heldBy(leak, record, places), hintOnObject(leak)],
    ...traceOf(leak),
    record,
  };
}

function heldBy({ holder }: Leak, { subject }: ReportRecord, places: Places): string[] {
  if (holder === undefined) return [];
  const root = places.rootOf(subject.file);
  return [`Held by ${holder.replaceAll(`${root}/`, "").replaceAll(`${root}\\`, "")}.`];
}

function traceOf({ trace, suspect, fingerprint, frames, allocatedAt }: Leak): Pick<Problem, "path"> & Partial<Problem> {
  const created = frames?.find(({ shows }) => shows === "creation")?.position ?? allocatedAt;
  const nearest = created ?? trace.slice(0, suspect + 1).findLast(({ position }) => isSource(position?.file))?.position;
  return { path: trace, suspect, fingerprint, ...(nearest === undefined ? {} : { position: nearest }) };
}

const isSource = (file: string | undefined): boolean => file !== undefined && !file.startsWith("node:");

const LIMIT_NAMES: Readonly<Record<Excess["limit"], string>> = {
  retained: "retained",
  perTest: "retained by one test",
  handles: "handles left open",
  pendingOps: "pending ops left",
};

function excessesOf(record: SuiteRecord, places: Places): Problem[] {
  const { verdict, budget, leftOpen } = record;
  if (verdict.kind !== "over") return [];
  return verdict.excesses.flatMap((excess): Problem[] => {
    const { limit, allowed, found, place } = excess;
    const write = limit === "retained" || limit === "perTest" ? formatBytes : String;
    const who = place === undefined ? "" : `, by ${describePlace(place)}`;
    const problem: Problem = {
      rule: limitRule(limit),
      level: "error",
      title: `${write(found)} ${LIMIT_NAMES[limit]}, ${write(allowed)} allowed${who}`,
      details: [`Allowed by ${budget.origin}${budget.reason === undefined ? "" : `: ${budget.reason}`}.`],
      ...(place?.position === undefined ? {} : { position: place.position }),
      path: [],
      record,
    };
    const isOpen = limit === "handles" || limit === "pendingOps";
    const opened = isOpen ? leftOpen.filter((left) => isPending(left.finding) === (limit === "pendingOps")) : [];
    return opened.length === 0 ? [problem] : opened.map((left) => ({ ...problem, ...openedBy(left, record, places) }));
  });
}

const isPending = ({ kind }: AsyncFinding): boolean => kind === "pending promise";

function openedBy({ place, finding }: SuiteRecord["leftOpen"][number], record: SuiteRecord, places: Places): Problem {
  const problem = problemOfFinding(finding, record, places);
  return { ...problem, title: `${problem.title} by ${describePlace(place)}` };
}

/** Names a hook or test: `beforeAll of api`, `the test api > lists`. */
export function describePlace({ phase, suite, test }: SuiteRecord["leftOpen"][number]["place"]): string {
  if (phase === "test") return `the test ${test ?? ""}`.trimEnd();
  const of = suite ?? test;
  return of === undefined ? phase : `${phase} of ${of}`;
}

function doubtOf(record: ReportRecord): Problem {
  const { verdict } = record;
  const reason = verdict.kind === "inconclusive" ? verdict.reason : "";
  const [what, ...remedy] = typeof reason === "string" ? [reason] : explainDoubt(reason);
  return withoutPath(record, {
    rule: INCONCLUSIVE,
    level: "warning",
    title: `inconclusive: ${what ?? ""}`,
    details: remedy,
  });
}

function withoutPath(
  record: ReportRecord,
  { details = [], ...problem }: Omit<Problem, "path" | "record" | "details"> & { readonly details?: readonly string[] },
): Problem {
  return { ...problem, details, path: [], record };
}
