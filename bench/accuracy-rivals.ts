// Lets what a user would take instead judge the same twins, and prints one table:
// `npm run bench:accuracy-rivals -- [--rival PART]... [--only PART]... [--minutes N] [--log FILE] [--accuracy-log FILE] [--report] [--markdown]`.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { groups } from "./accuracy/groups.ts";
import { readLog, type Subject } from "./accuracy/log.ts";
import { installRivals } from "./accuracy/rivals/install-rivals.ts";
import { leakproofAnswers } from "./accuracy/rivals/leakproof.ts";
import { pendingWorkRivals } from "./accuracy/rivals/pending-work.ts";
import { appendAnswers, readAnswers } from "./accuracy/rivals/rival-log.ts";
import { rivalTable } from "./accuracy/rivals/rival-table.ts";
import { runnerFlags } from "./accuracy/rivals/runner-flags.ts";
import { rivalsWithoutRunner } from "./accuracy/rivals/without-runner.ts";

const cache = join(import.meta.dirname, "..", "node_modules", ".cache");

const { values } = parseArgs({
  options: {
    rival: { type: "string", multiple: true },
    only: { type: "string", multiple: true },
    minutes: { type: "string", default: "Infinity" },
    log: { type: "string", default: join(cache, "accuracy", "rivals.ndjson") },
    "accuracy-log": { type: "string", default: join(cache, "accuracy", "log.ndjson") },
    report: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
  },
});

if (!values.report) await sweep();
const answers = [...readAnswers(values.log), ...leakproofAnswers(readLog(values["accuracy-log"]))];
console.log(`\n${rivalTable(answers, values.markdown ? "markdown" : "text")}`);

/** Asks each rival of each kind what the log lacks, until all is there or the time is over. */
async function sweep(): Promise<void> {
  const end = Date.now() + Number(values.minutes) * 60_000;
  const rivals = [...rivalsWithoutRunner(await installRivals(cache)), ...runnerFlags, ...pendingWorkRivals];
  for (const rival of rivals.filter(({ name }) => isChosen(name, values.rival))) {
    for (const group of groups.filter(({ matcher }) => rival.judges.includes(matcher))) {
      if (Date.now() > end) {
        console.log("The time is over: what is left is for another sitting.");
        return;
      }
      const known = new Set(
        readAnswers(values.log).flatMap(({ rival: by, kind, name, twin }) =>
          by === rival.name ? [`${kind}: ${name} > ${twin}`] : [],
        ),
      );
      const subjects = group.pairs
        .flatMap(({ name }) => (["leaky", "clean"] as const).map((twin): Subject => ({ kind: group.kind, name, twin })))
        .filter(({ kind, name }) => isChosen(`${kind}: ${name}`, values.only))
        .filter(({ kind, name, twin }) => !known.has(`${kind}: ${name} > ${twin}`));
      if (subjects.length === 0) continue;
      const found = await rival.run(group, subjects);
      appendAnswers(
        values.log,
        subjects.flatMap((subject, index) => {
          const isReported = found[index];
          return isReported === undefined ? [] : [{ rival: rival.name, ...subject, isReported }];
        }),
      );
      console.log(
        `${rival.name}: ${group.kind}: ${found.filter((one) => one !== undefined).length} of ${subjects.length} answered`,
      );
    }
  }
}

function isChosen(name: string, parts: readonly string[] | undefined): boolean {
  return parts?.some((part) => name.includes(part)) ?? true;
}
