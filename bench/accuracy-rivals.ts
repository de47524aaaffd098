// Lets what a user would take instead judge the same twins, and prints a table for each matcher:
// `npm run bench:accuracy-rivals -- [--rival PART]... [--only PART]... [--minutes N] [--log FILE]
//  [--accuracy-log FILE] [--commit HASH]... [--report] [--markdown]`.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Group, groups } from "./accuracy/groups.ts";
import { reportedEntries, readLog, type Subject } from "./accuracy/log.ts";
import { installLeakage } from "./accuracy/rivals/install-leakage.ts";
import { leakproofAnswers } from "./accuracy/rivals/leakproof.ts";
import { pendingWorkRivals } from "./accuracy/rivals/pending-work.ts";
import { type Answer, appendAnswers, readAnswers } from "./accuracy/rivals/rival-log.ts";
import { rivalTable } from "./accuracy/rivals/rival-table.ts";
import type { Rival, Said } from "./accuracy/rivals/rival.ts";
import { runnerFlags } from "./accuracy/rivals/runner-flags.ts";
import { rivalsWithoutRunner } from "./accuracy/rivals/without-runner.ts";
import { installMemlab } from "./memlab.ts";

const cache = join(import.meta.dirname, "..", "node_modules", ".cache");

const { values } = parseArgs({
  options: {
    rival: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    minutes: { type: "string", default: "Infinity" },
    log: { type: "string", default: join(cache, "accuracy", "rivals.ndjson") },
    "accuracy-log": { type: "string", default: join(cache, "accuracy", "log.ndjson") },
    commit: { type: "string", multiple: true },
    report: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
  },
});

if (!values.report) await sweep();
const answers = [
  ...leakproofAnswers(reportedEntries(readLog(values["accuracy-log"]), values.commit)),
  ...readAnswers(values.log),
];
for (const matcher of ["toLeakMemory", "toLeakAsyncOps"] as const) {
  const kinds = groups.flatMap((group) => (group.matcher === matcher ? [group.kind] : []));
  const own = answers.filter(({ kind }) => kinds.includes(kind));
  if (own.length > 0) console.log(`\n${matcher}\n\n${rivalTable(own, values.markdown ? "markdown" : "text")}`);
}

/** Asks each rival of each kind what the log lacks, until all is there or the time is over. */
async function sweep(): Promise<void> {
  const end = Date.now() + Number(values.minutes) * 60_000;
  for (const rival of await chosenRivals()) {
    const judged = groups.filter(({ matcher }) => rival.judges.includes(matcher));
    const portions = judged.flatMap((group) =>
      [...inPortions(missing(rival, group), rival.portion)].map((subjects, round) => ({ group, subjects, round })),
    );
    // What a sitting has time for is then of every kind.
    for (const { group, subjects } of portions.toSorted((a, b) => a.round - b.round)) {
      if (Date.now() > end) {
        console.log("The time is over: what is left is for another sitting.");
        return;
      }
      await ask(rival, group, subjects);
    }
  }
}

async function chosenRivals(): Promise<readonly Rival[]> {
  const memlabCache = join(cache, "bench-heap");
  await installMemlab(memlabCache);
  const leakageFolder = await installLeakage(cache);
  return [...rivalsWithoutRunner({ leakageFolder, memlabCache }), ...runnerFlags, ...pendingWorkRivals].filter(
    ({ names }) => isChosen(names.join(), values.rival),
  );
}

/** The twins of a kind of which the log has no answer. */
function missing({ names }: Rival, { kind, pairs }: Group): readonly Subject[] {
  const known = new Set(
    readAnswers(values.log).flatMap((answer) => (names.includes(answer.rival) ? [subjectKey(answer)] : [])),
  );
  return pairs
    .flatMap(({ name }) => (["leaky", "clean"] as const).map((twin): Subject => ({ kind, name, twin })))
    .filter((subject) => isChosen(`${kind}: ${subject.name}`, values.only) && !known.has(subjectKey(subject)));
}

async function ask(rival: Rival, group: Group, subjects: readonly Subject[]): Promise<void> {
  const said = await rival.run(group, subjects);
  const answers = subjects.flatMap((subject, index) => answersOf(rival, subject, said[index]));
  appendAnswers(values.log, answers);
  const failed = answers.filter(({ isReported }) => isReported === null);
  console.log(
    [
      `${rival.names.join(", ")}: ${group.kind}: asked about ${subjects.length}, ${said.filter((one) => one !== undefined).length - failed.length / rival.names.length} answered`,
      ...failed.map(({ name, twin, because }) => `  ${name} > ${twin}: no answer (${because})`),
    ].join("\n"),
  );
}

function answersOf({ names }: Rival, subject: Subject, said: Said | undefined): readonly Answer[] {
  if (said === undefined) return [];
  return names.map((rival, index): Answer => {
    if ("failed" in said) return { rival, ...subject, isReported: null, because: said.failed.slice(0, 500) };
    return { rival, ...subject, isReported: said[index] ?? null };
  });
}

function subjectKey({ kind, name, twin }: Subject): string {
  return `${kind}: ${name} > ${twin}`;
}

function* inPortions<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

function isChosen(name: string, parts: readonly string[] | undefined): boolean {
  return parts?.some((part) => name.includes(part)) ?? true;
}
