import { relative, resolve } from "node:path";
import type { Attribution } from "../attribution/attribute.ts";
import type { FlagsFound } from "../attribution/try-flags.ts";
import { type Answer, answerOf, EXIT_CODES } from "../bisect/answer.ts";
import { called, short } from "../bisect/called.ts";
import { foldLog } from "../bisect/fold-log.ts";
import { type BisectionEnd, runBisection } from "../bisect/run-bisection.ts";
import { nameOf } from "../earlier-tests/list-tests.ts";
import { renderBisectPage } from "../html/bisect/bisect-page.ts";
import type { Entry, Header } from "../log/entries.ts";
import { type ReadLog, shown } from "../log/log-file.ts";
import { writeAside } from "../records/write-aside.ts";
import { trimLines } from "../releases/release-lines.ts";
import { counted } from "../report/format.ts";
import { createProgress } from "../report/progress.ts";
import { renderAnswer } from "../report/render-answer.ts";
import { nextTrial } from "../survey/next-trial.ts";
import { messageOf, UserError } from "../user-error.ts";
import { colorsFor } from "./colors.ts";
import type { Means } from "./means.ts";

/** A bisection that is to go on. */
interface Undertaking {
  readonly log: string;
  readonly header: Header;
  readonly entries: readonly Entry[];
  readonly means: Means;
  readonly json: boolean;
  /** Whether to look for flags that move the leak. */
  readonly flags: boolean;
  /** File that the answer is written to as a page. */
  readonly html: string | undefined;
}

/** Makes trials until there is an answer, and prints it. */
export async function carryOn({ log, header, entries, means, json, flags, html }: Undertaking): Promise<number> {
  const colors = colorsFor(process.stderr);
  const progress = createProgress(process.stderr, colors);
  const interrupt = new AbortController();
  const stop = (): void => {
    // Whoever asks twice does not want to wait for the answer either.
    if (interrupt.signal.aborted) process.exit(EXIT_CODES.interrupted);
    interrupt.abort();
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  if (!entries.some(({ type }) => type === "trial")) process.stderr.write(`${describePlan(header)}\n`);
  try {
    const end = await runBisection({
      header,
      entries,
      log,
      open: means.open,
      caches: means.caches,
      signal: interrupt.signal,
      onEvent: progress.show,
    });
    progress.end();
    return await printEnd(end, { log, json, flags, html, means: end.why === "answered" ? means : undefined });
  } catch (error) {
    progress.end();
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}\nNothing is lost. Go on with: ${resumeLine(log)}`, { cause: error });
  } finally {
    process.removeListener("SIGINT", stop);
    process.removeListener("SIGTERM", stop);
    await means.close();
  }
}

function describePlan({ leaking, cleanCandidates, lines, atHand, axis, earlier }: Header): string {
  if (earlier !== undefined)
    return `${nameOf(earlier.target)}, with ${counted(earlier.tests.length, "test")} before it`;
  const good = cleanCandidates.length === 1 ? called(cleanCandidates[0] ?? "") : "one that is looked for";
  const looked = trimLines(lines, [leaking, ...cleanCandidates.slice(-1)]);
  const releases = new Set(looked.flatMap((line) => line.releases));
  const here = atHand.filter((version) => releases.has(version)).length;
  const where = axis === "commits" ? "" : ` on ${counted(looked.length, "line")}, ${here} of them here`;
  return `From ${good} (good) and ${called(leaking)} (bad): ${counted(releases.size, axis === "commits" ? "commit" : "release")}${where}`;
}

/** Prints what a log says, without running anything. */
export async function showAnswer(
  { header, entries }: ReadLog,
  log: string,
  json: boolean,
  isStatus: boolean,
  html: string | undefined,
): Promise<number> {
  const bisection = foldLog(header, entries);
  const step = nextTrial(bisection.question);
  const isOver = step.kind !== "try";
  const why = isOver
    ? "answered"
    : bisection.trials.length >= header.settings.maxTrials
      ? "out of trials"
      : "interrupted";
  const exitCode = await printEnd({ why, step, bisection }, { log, json, flags: false, html, means: undefined });
  if (isStatus && !json && step.kind === "try")
    process.stdout.write(
      `Next: ${called(step.version)}${step.estimate === undefined ? "" : `, about ${step.estimate.trialsLeft} trials left in this search`}.\n`,
    );
  return isStatus ? 0 : exitCode;
}

interface Printing {
  readonly log: string;
  readonly json: boolean;
  readonly flags: boolean;
  readonly html: string | undefined;
  /** To say what is different on both sides of a transition; undefined to leave that out. */
  readonly means: Means | undefined;
}

async function printEnd(end: BisectionEnd, { log, json, flags, html, means }: Printing): Promise<number> {
  const answer = answerOf(end, relative(process.cwd(), log));
  const { bisection } = end;
  const words = bisection.trials.flatMap(({ outcome }) => (outcome.kind === "leak" ? (outcome.words ?? []) : []));
  const attributions = await explainAll(answer.transitions, [...new Set(words)], means);
  const flagsFound = flags ? await findFlagsFor(end, answer, means) : [];
  const resume = end.why === "answered" ? undefined : resumeLine(log, end);
  const text = json
    ? `${JSON.stringify({ ...answer, ...(means === undefined ? {} : { attributions }), ...(flags ? { flags: flagsFound } : {}) }, undefined, 2)}\n`
    : renderAnswer(answer, {
        colors: colorsFor(process.stdout),
        lines: bisection.header.lines,
        attributions,
        flags: flagsFound,
        resume,
      });
  process.stdout.write(text);
  if (html !== undefined)
    writeAside(resolve(html), renderBisectPage(answer, { end, attributions, flags: flagsFound, resume }));
  return EXIT_CODES[answer.status];
}

async function findFlagsFor(
  { bisection }: BisectionEnd,
  { transitions, rates }: Answer,
  means: Means | undefined,
): Promise<FlagsFound[]> {
  const found: FlagsFound[] = [];
  if (transitions.length > 0) process.stderr.write("Trying the flags that differ on both sides of each change\n");
  for (const { direction, version, previous } of transitions) {
    const [leaking, clean] = direction === "leaks" ? [version, previous] : [previous, version];
    const { target } = bisection;
    const { timeoutMs } = bisection.header.settings;
    const leakRate = rates.leaking ?? 1;
    found.push(...((await means?.findFlags?.({ leaking, clean, leakRate, target, timeoutMs })) ?? []));
  }
  return found;
}

// The answer stands without it: a runtime may be gone from the cache, and the network too.
async function explainAll(
  transitions: Answer["transitions"],
  words: readonly string[],
  means: Means | undefined,
): Promise<Attribution[]> {
  const attributions: Attribution[] = [];
  if (means?.explain === undefined) return attributions;
  for (const transition of transitions) {
    try {
      attributions.push(await means.explain(transition, words));
    } catch (error) {
      process.stderr.write(`What changed in ${short(transition.version)} cannot be told: ${messageOf(error)}\n`);
    }
  }
  return attributions;
}

function resumeLine(log: string, end?: BisectionEnd): string {
  const more = end?.why === "out of trials" ? ` --max-trials ${2 * end.bisection.trials.length}` : "";
  return `leakproof bisect resume --log ${shown(log)}${more}`;
}
