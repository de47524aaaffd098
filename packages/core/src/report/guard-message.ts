import { budgetedAs } from "../budget/budgeted-kinds.ts";
import { totalOf } from "../guard/memory-gauge.ts";
import type {
  Excess,
  LeftOpen,
  Phase,
  PhaseGrowth,
  PhasePlace,
  SuiteBudget,
  SuiteRecord,
} from "../guard/suite-record.ts";
import { countKind } from "./async-kinds.ts";
import { type Colors, plain } from "./colors.ts";
import { counted, formatBytes } from "./format-bytes.ts";
import { formatPosition } from "./trace-step.ts";
import { describeUnheeded } from "./unheeded-entries.ts";
import { wrap } from "./wrap.ts";

/** Writes what a file left behind beyond its budget, and who did it; for the error that fails the file. */
export function renderExcess(record: SuiteRecord, root: string): string {
  return [
    "this test file leaves more behind than its budget allows",
    "",
    ...explainSuite(record, { root, colors: plain, indent: "" }),
  ].join("\n");
}

/** How what is to be known of a file is written. */
export interface ExplainStyle {
  readonly root: string;
  readonly colors: Colors;
  /** What every line begins with. */
  readonly indent: string;
}

/** Writes what is to be known of one file: each limit that was exceeded, with those to blame, or why there is no verdict. */
export function explainSuite(record: SuiteRecord, style: ExplainStyle): string[] {
  const { verdict } = record;
  if (verdict.kind === "inconclusive") return wrap(`inconclusive: ${verdict.reason}`, style.indent);
  return verdict.kind === "within" ? [] : verdict.excesses.flatMap((excess) => explainExcess(excess, record, style));
}

const MOST_PLACES = 5;

function explainExcess(excess: Excess, record: SuiteRecord, style: ExplainStyle): string[] {
  const { budget, phases, runnerBytes, noiseBytes } = record;
  const { root, colors, indent } = style;
  const say = (text: string): string[] => wrap(text, indent).map(colors.bold);
  switch (excess.limit) {
    case "retained":
      return [
        ...say(`retained ${formatBytes(excess.found)}, ${limitOf(formatBytes(excess.allowed), budget)}`),
        ...largest(phases).flatMap(({ place, retained }) =>
          wrap(`${formatBytes(totalOf(retained)).padStart(7)}  ${describePlace(place, root)}`, `${indent}  `),
        ),
        ...wrap(
          `taken off: ${formatBytes(runnerBytes)} of the runner's own; noise: ${formatBytes(noiseBytes)}`,
          `${indent}  `,
        ).map(colors.dim),
      ];
    case "perTest":
      return [
        ...say(`a test retained ${formatBytes(excess.found)}, ${limitOf(formatBytes(excess.allowed), budget)}`),
        ...(excess.place === undefined ? [] : wrap(describePlace(excess.place, root), `${indent}  `)),
      ];
    case "handles":
    case "pendingOps":
      return [
        ...say(`${counted(excess.found, NOUNS[excess.limit])} left open, ${limitOf(String(excess.allowed), budget)}`),
        ...explainOpen(
          record.leftOpen.filter(({ finding }) => budgetedAs[finding.kind] === excess.limit),
          style,
        ),
        ...explainKnown(excess.limit, record, style),
      ];
  }
}

const NOUNS = { handles: "handle", pendingOps: "operation" } as const;

function limitOf(limit: string, { origin, reason }: SuiteBudget): string {
  return `the limit is ${limit} (${origin}${reason === undefined ? "" : `: ${reason}`})`;
}

// Those that matter: what is a tenth of the largest is lost in it.
function largest(phases: readonly PhaseGrowth[]): PhaseGrowth[] {
  const sorted = phases.toSorted((a, b) => totalOf(b.retained) - totalOf(a.retained)).slice(0, MOST_PLACES);
  const least = sorted[0] === undefined ? 0 : totalOf(sorted[0].retained) / 10;
  return sorted.filter(({ retained }) => totalOf(retained) >= least);
}

function explainOpen(leftOpen: readonly LeftOpen[], { root, indent }: ExplainStyle): string[] {
  const more = leftOpen.length - MOST_PLACES;
  return [
    ...leftOpen.slice(0, MOST_PLACES).flatMap(({ place, finding }) => {
      const { kind, count, detail, createdAt, createdBy } = finding;
      const name = createdAt?.functionName ?? "an anonymous function";
      const at = createdAt === undefined ? "" : `, started in ${name} (${formatPosition(createdAt, root)})`;
      const by = createdBy === undefined ? "" : ` by the package ${createdBy.package}`;
      return [
        ...wrap(`${countKind(kind, count)}${detail === undefined ? "" : ` ${detail}`}${at}${by}`, `${indent}  `),
        ...wrap(`in ${describePlace(place, root)}`, `${indent}    `),
        ...wrap(`Hint: ${HINTS[place.phase]}`, `${indent}    `),
      ];
    }),
    ...(more > 0 ? [`${indent}  and in ${counted(more, "more place")}`] : []),
  ];
}

function explainKnown(
  limit: keyof typeof NOUNS,
  { excused = [], unheeded = [] }: SuiteRecord,
  style: ExplainStyle,
): string[] {
  const { indent, colors } = style;
  return [
    ...excused
      .filter(({ kind }) => budgetedAs[kind] === limit)
      .flatMap(({ kind, count, reason }) =>
        wrap(`known, not counted: ${countKind(kind, count)} (${reason})`, `${indent}  `),
      )
      .map(colors.dim),
    ...unheeded.flatMap((entry) => wrap(describeUnheeded(entry, "in all"), `${indent}  `)),
  ];
}

const HINTS: Readonly<Record<Phase, string>> = {
  beforeAll: "end it in an afterAll() of the same suite.",
  beforeEach: "end it in an afterEach() of the same suite.",
  test: "end it in the test, also when that fails, or in an afterEach().",
  afterEach: "a hook that tidies up opened it: nothing ends it any more.",
  afterAll: "a hook that tidies up opened it: nothing ends it any more.",
};

/** Names a hook or test, with its line where that is known. */
export function describePlace(place: PhasePlace, root: string): string {
  const where = place.position === undefined ? "" : ` (${formatPosition(place.position, root)})`;
  return `${namePlace(place)}${where}`;
}

function namePlace({ phase, suite, test, concurrent }: PhasePlace): string {
  if (phase === "test") {
    return concurrent === undefined
      ? `test ${quote(test)}`
      : `${concurrent} concurrent tests, from ${quote(test)} on: their memory cannot be told apart`;
  }
  const of = suite === undefined ? "of the file" : `of ${quote(suite)}`;
  return test === undefined ? `${phase} ${of}` : `${phase} ${of}, for test ${quote(test)}`;
}

const quote = (name: string | undefined): string => JSON.stringify(name ?? "");
