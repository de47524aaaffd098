import { isClosing } from "../async/kinds.ts";
import type { AsyncFinding, AsyncOpsRecord, StackLine } from "../async/record.ts";
import type { LeakKind, SourcePosition } from "../trace/leak.ts";
import { asyncWords, countKind } from "./async-kinds.ts";
import { renderFrame } from "./code-frame.ts";
import { type Colors, plain } from "./colors.ts";
import { explainDoubt } from "./doubts.ts";
import { counted, formatMilliseconds } from "./format-bytes.ts";
import { renderHeld } from "./held.ts";
import { hintOf } from "./hints.ts";
import { renderKept } from "./kept-snapshot.ts";
import { asyncPages, type LeakPage, pageOfLeak, readOn } from "./leak-pages.ts";
import type { MessageStyle } from "./message-style.ts";
import { formatPosition } from "./trace-step.ts";
import { describeUnheeded } from "./unheeded-entries.ts";
import { wrap } from "./wrap.ts";

const MOST_TOLD = 5;

/** Writes what an assertion on pending work says when it fails: what is left, where it was started, who holds it, how to mend it. */
export function renderAsyncMessage(record: AsyncOpsRecord, style: MessageStyle): string {
  const sections = [
    summary(record, style),
    renderFindings(record.findings, style),
    excusedOf(record),
    ...(record.unheeded ?? []).map((entry) => wrap(describeUnheeded(entry, "in all"), "").join("\n")),
    record.unexplained === undefined ? "" : `Who holds the promises is not told: ${record.unexplained}`,
    renderKept(record.snapshotPath),
    footer(record),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** Writes what calls left behind in a line for each place, as a part of another message. */
export function listPlaces(findings: readonly AsyncFinding[], style: MessageStyle): string[] {
  return findings.map((finding) => `  ${findingHeadline(finding)}${placeOf(finding, style)}`);
}

function renderFindings(findings: readonly AsyncFinding[], style: MessageStyle): string {
  const told = findings.slice(0, MOST_TOLD).map((finding) => renderFinding(finding, style));
  const more = listPlaces(findings.slice(MOST_TOLD), style);
  return [...told, ...(more.length === 0 ? [] : [furtherPlaces(more)])].join("\n\n");
}

const furtherPlaces = (lines: readonly string[]): string =>
  [`and ${counted(lines.length, "further place")}:`, ...lines].join("\n");

function summary(record: AsyncOpsRecord, { assertion, colors = plain }: MessageStyle): string {
  const { verdict, findings, calls } = record;
  if (verdict.kind === "inconclusive") {
    const [what, remedy] = explainDoubt(verdict.reason);
    return [`${assertion} is inconclusive`, "", what, remedy].join("\n");
  }
  const after = `after ${counted(calls, "call")}`;
  const closed = findings.some(({ kind }) => isClosing(kind)) ? ", nothing of others closed" : "";
  const [expected, received] =
    verdict.kind === "leaking"
      ? [`nothing open or pending${closed} ${after}`, listFindings(findings)]
      : [`something open or pending ${after}`, "nothing"];
  return [
    assertion,
    "",
    `Expected: ${colors.green(expected)}`,
    ...wrap(`Received: ${received}`, "").map((line) => line.replace(received, colors.red(received))),
  ].join("\n");
}

function listFindings(findings: readonly AsyncFinding[]): string {
  const sums = new Map<AsyncFinding["kind"], number>();
  for (const { kind, count } of findings) sums.set(kind, (sums.get(kind) ?? 0) + count);
  return [...sums].map(([kind, count]) => countKind(kind, count)).join(", ");
}

function renderFinding(finding: AsyncFinding, style: MessageStyle): string {
  const { root, colors = plain } = style;
  const { also, stores, frame, stack, hops, leak, keptBy, createdAt } = finding;
  return [
    ...wrap(findingHeadline(finding), "").map(colors.bold),
    ...startedIn(finding, root),
    ...(also.length === 0
      ? []
      : wrap(`with ${also.map((part) => countKind(part.kind, part.count)).join(", ")}, started there as well`, "  ")),
    ...(stores.length === 0 ? [] : wrap(`which keeps the AsyncLocalStorage store ${stores.join(", ")}`, "  ")),
    ...(leak === undefined ? [] : renderHeld(leak, root, colors)),
    ...(keptBy === undefined
      ? wrap(`Hint: ${findingAdvice(finding)}`, "  ")
      : wrap(`kept by what was started in ${describePlace(keptBy, root)}: see there`, "  ")),
    ...(frame === undefined ? [] : renderFrame(frame, root, colors)),
    ...renderCallers(stack, createdAt, root, colors),
    ...hops.flatMap(({ through, stack: [first, ...callers] }) =>
      first === undefined
        ? []
        : [
            ...wrap(`in a callback of ${through}, which was set up in ${describePlace(first.position, root)}`, "  "),
            ...renderCallers(callers, undefined, root, colors),
          ],
    ),
    ...(leak === undefined ? [] : [colors.dim(`  fingerprint ${leak.fingerprint}`)]),
    ...(keptBy === undefined ? [colors.dim(`  ${readOn(pageOf(finding))}`)] : []),
  ].join("\n");
}

// They tell of what grows from call to call, or nothing.
const UNTOLD: ReadonlySet<LeakKind> = new Set<LeakKind>(["other", "growing value"]);

/** Says how to mend what was left behind. */
export function findingAdvice({ kind, leak }: AsyncFinding): string {
  return leak === undefined || UNTOLD.has(leak.kind) ? asyncWords[kind].hint : hintOf(leak);
}

// The page goes with the advice.
const pageOf = ({ kind, leak }: AsyncFinding): LeakPage =>
  leak === undefined || leak.kind === "other" ? asyncPages[kind] : pageOfLeak(leak);

const describePlace = (position: SourcePosition, root: string): string =>
  `${position.functionName ?? "an anonymous function"} (${formatPosition(position, root)})`;

/** Writes in one line what was left behind: `1 server (127.0.0.1:8080)`. */
export function findingHeadline({ kind, count, detail }: AsyncFinding): string {
  return (
    countKind(kind, count) +
    (detail === undefined ? "" : /^(?:of|on|to|for) /.test(detail) ? ` ${detail}` : ` (${detail})`)
  );
}

function startedIn({ kind, createdAt, createdBy, isBodys }: AsyncFinding, root: string): string[] {
  const verb = isClosing(kind) ? "done" : isBodys ? "started" : "started by something else while the calls ran,";
  return [
    ...(createdAt === undefined
      ? []
      : wrap(
          `${verb} in ${createdAt.functionName ?? "an anonymous function"} (${formatPosition(createdAt, root)})`,
          "  ",
        )),
    ...(createdBy === undefined
      ? []
      : wrap(`by the package ${createdBy.package}: ${describePlace(createdBy.position, root)}`, "  ")),
  ];
}

const placeOf = ({ createdAt }: AsyncFinding, { root }: MessageStyle): string =>
  createdAt === undefined ? "" : ` at ${formatPosition(createdAt, root)}`;

// Not as a stack is written: runners would take it for that of the failure, and show the reader another line than that of the test.
function renderCallers(
  stack: readonly StackLine[],
  createdAt: SourcePosition | undefined,
  root: string,
  { dim }: Colors,
): string[] {
  const isKnown = ({ position }: StackLine): boolean =>
    position.file === createdAt?.file && position.line === createdAt.line && position.column === createdAt.column;
  return stack
    .slice(stack.findIndex(isKnown) + 1)
    .map(({ position, isAsync }) => dim(`    ${isAsync ? "awaited" : "called"} by ${describePlace(position, root)}`));
}

function excusedOf({ excused }: AsyncOpsRecord): string {
  if (excused.length === 0) return "";
  const lines = excused.flatMap(({ kind, count, reason }) => wrap(`${countKind(kind, count)}: ${reason}`, "  "));
  return ["Not held against the call:", ...lines].join("\n");
}

function footer({ cost, countsDescriptors }: AsyncOpsRecord): string {
  const parts = [
    counted(cost.calls, "call"),
    counted(cost.collections, "collection"),
    counted(cost.snapshots, "snapshot"),
    `${formatMilliseconds(cost.milliseconds)}, of which ${formatMilliseconds(cost.waitMs)} of waiting for it to end`,
  ];
  const blind = countsDescriptors
    ? ""
    : "\nThis system does not tell which file descriptors are open: none were counted.";
  return [...wrap(`Cost: ${parts.join(", ")}`, "")].join("\n") + blind;
}
