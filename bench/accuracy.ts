// Measures how often verdicts are right, through real runners, in as many sittings as it takes:
// `npm run bench:accuracy -- [--node 20|22|24|26]... [--runner vitest|jest]... [--load idle|busy]... [--timeout MS] [--repeats N]
//  [--corpus FOLDER] [--only PART]... [--at-once N] [--minutes N] [--log FILE] [--report] [--commit HASH]... [--markdown] [--results FILE]`.
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { groupBy } from "../packages/cli/src/views/group-by.ts";
import { runQuietly } from "../scripts/run-quietly.ts";
import type { NodeMajor } from "../test/e2e/install-hosts.ts";
import { foundNothing } from "./accuracy/found.ts";
import { keepBusy } from "./accuracy/keep-busy.ts";
import {
  appendToLog,
  describeSetting,
  type Entry,
  isRight,
  reportedEntries,
  readLog,
  type Setting,
} from "./accuracy/log.ts";
import { oneOf } from "./accuracy/one-of.ts";
import { planRuns, type Run } from "./accuracy/plan.ts";
import { reportOn } from "./accuracy/report.ts";
import { titleOf } from "./accuracy/run-group.ts";
import { type Bundle, bundlesOf } from "./accuracy/suite.ts";
import { tallyTwins } from "./accuracy/tally.ts";

const repository = join(import.meta.dirname, "..");

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", multiple: true, default: ["20", "22", "24", "26"] },
    runner: { type: "string", multiple: true, default: ["vitest", "jest"] },
    load: { type: "string", multiple: true, default: ["idle", "busy"] },
    timeout: { type: "string", default: "5000" },
    repeats: { type: "string", default: "20" },
    corpus: { type: "string" },
    only: { type: "string", multiple: true },
    "at-once": { type: "string", default: "1" },
    minutes: { type: "string", default: "Infinity" },
    log: { type: "string", default: join(repository, "node_modules", ".cache", "accuracy", "log.ndjson") },
    report: { type: "boolean", default: false },
    commit: { type: "string", multiple: true },
    markdown: { type: "boolean", default: false },
    results: { type: "string" },
  },
});

if (!values.report) await sweep();
const entries = reportedEntries(readLog(values.log), values.commit);
console.log(`\n${reportOn(entries, values.markdown ? "markdown" : "text")}`);
if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(tallyTwins(entries))}\n`);

/** Runs what the log lacks, until all is there or the time is over. */
async function sweep(): Promise<void> {
  const end = Date.now() + Number(values.minutes) * 60_000;
  const commit = (await runQuietly("git", ["rev-parse", "--short", "HEAD"], { cwd: repository })).trim();
  const settings = settingsOf();
  const bundles = await bundlesOf(values.corpus);
  const planned = planRuns(settings, bundles.map(chosenOf), Number(values.repeats), readLog(values.log));
  const runs = planned.flatMap((run) => {
    const subjects = run.subjects.filter((subject) => bundleOf(bundles, run).whyLeftOut(run, subject) === undefined);
    return subjects.length === 0 ? [] : [{ ...run, subjects }];
  });
  for (const line of leftOut(bundles, settings)) console.log(line);
  let begun = 0;
  // Runs at the same time share what keeps the cores busy.
  for (const batch of groupBy(runs, ({ repeat, load }) => `${repeat} ${load}`).values()) {
    const rest = batch[0]?.load === "busy" ? keepBusy() : () => {};
    const left = batch.values();
    const lane = async (): Promise<void> => {
      for (const run of left) {
        if (Date.now() > end) return;
        const place = `${++begun} of ${runs.length}`;
        const found = await makeRun(run, bundleOf(bundles, run), commit);
        appendToLog(values.log, found);
        console.log(describeRun(run, found, place));
      }
    };
    try {
      await Promise.all(Array.from({ length: Number(values["at-once"]) }, lane));
    } finally {
      rest();
    }
  }
  if (begun < runs.length) console.log(`The time is over: ${runs.length - begun} runs are left for another sitting.`);
}

function chosenOf({ subjects }: Bundle): Bundle["subjects"] {
  return subjects.filter(({ kind, name }) => values.only?.some((part) => `${kind}: ${name}`.includes(part)) ?? true);
}

function bundleOf(bundles: readonly Bundle[], { subjects: [first] }: Run): Bundle {
  const found = bundles.find(({ subjects }) =>
    subjects.some(({ kind, name }) => kind === first?.kind && name === first.name),
  );
  if (found === undefined) throw new Error(`there is no case ${first?.name}`);
  return found;
}

function leftOut(bundles: readonly Bundle[], settings: readonly Setting[]): ReadonlySet<string> {
  const lines = settings.flatMap((setting) =>
    bundles.flatMap((bundle) =>
      chosenOf(bundle).flatMap((subject, _, chosen) => {
        const why = bundle.whyLeftOut(setting, subject);
        if (why === undefined) return [];
        const isWhole = chosen.every((other) => bundle.whyLeftOut(setting, other) !== undefined);
        const isOnePair = bundle.subjects.every(({ name }) => name === subject.name);
        const all = isOnePair ? subject.name : `all of ${subject.kind}`;
        return [
          `Left out on Node ${setting.node}, ${setting.runner}: ${isWhole ? all : `the ${subject.twin} twin of ${subject.name}`}: ${why}.`,
        ];
      }),
    ),
  );
  return new Set(lines);
}

function settingsOf(): Setting[] {
  return values.node.flatMap((node) =>
    values.runner.flatMap((runner) =>
      values.load.map((load) => ({
        node: oneOf<NodeMajor>(Number(node), [20, 22, 24, 26]),
        runner: oneOf(runner, ["vitest", "jest"]),
        load: oneOf(load, ["idle", "busy"]),
        timeoutMs: Number(values.timeout),
      })),
    ),
  );
}

async function makeRun(
  { subjects, repeat, node, runner, load, timeoutMs }: Run,
  bundle: Bundle,
  commit: string,
): Promise<Entry[]> {
  const setting: Setting = { node, runner, load, timeoutMs };
  const [loadBefore = 0] = loadavg();
  const found = await bundle.run(setting, subjects);
  return subjects.map((subject, index) => ({
    ...subject,
    ...setting,
    repeat,
    ...(found[index] ?? foundNothing("the run said nothing of it")),
    loadBefore: Math.round(10 * loadBefore) / 10,
    commit,
  }));
}

function describeRun({ kind, repeat, ...setting }: Run, found: readonly Entry[], place: string): string {
  const wrong = found.filter((entry) => !isRight(entry));
  const lines = wrong.map(
    (entry) =>
      `  ${titleOf(entry)}: ${entry.verdict} (${entry.because.split("\n")[0]}; ${entry.bytesPerCall?.toFixed(1) ?? "–"} B per call over ${entry.calls ?? "–"} calls)`,
  );
  return [
    `${place}: ${isAlone(found) ? `${kind}: ${found[0]?.name}` : kind} on ${describeSetting(setting)}, repeat ${repeat}: ${found.length - wrong.length} right, ${wrong.length} wrong`,
    ...lines,
  ].join("\n");
}

function isAlone([first, ...others]: readonly Entry[]): boolean {
  return others.every(({ name }) => name === first?.name);
}
