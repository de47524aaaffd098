// Measures how often verdicts are right, through real runners, in as many sittings as it takes:
// `npm run bench:accuracy -- [--node 20|22|24|26]... [--runner vitest|jest]... [--load idle|busy]... [--timeout MS] [--repeats N]
//  [--only PART]... [--at-once N] [--minutes N] [--log FILE] [--report] [--markdown] [--results FILE]`.
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { groupBy } from "../packages/cli/src/views/group-by.ts";
import { runQuietly } from "../scripts/run-quietly.ts";
import type { NodeMajor } from "../test/e2e/install-hosts.ts";
import { groups } from "./accuracy/groups.ts";
import { keepBusy } from "./accuracy/keep-busy.ts";
import {
  appendToLog,
  describeSetting,
  type Entry,
  isRight,
  readLog,
  type Setting,
  type Subject,
} from "./accuracy/log.ts";
import { planRuns, type Run } from "./accuracy/plan.ts";
import { reportOn } from "./accuracy/report.ts";
import { runGroup, titleOf } from "./accuracy/run-group.ts";
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
    only: { type: "string", multiple: true },
    "at-once": { type: "string", default: "1" },
    minutes: { type: "string", default: "Infinity" },
    log: { type: "string", default: join(repository, "node_modules", ".cache", "accuracy", "log.ndjson") },
    report: { type: "boolean", default: false },
    markdown: { type: "boolean", default: false },
    results: { type: "string" },
  },
});

if (!values.report) await sweep();
const entries = readLog(values.log);
console.log(`\n${reportOn(entries, values.markdown ? "markdown" : "text")}`);
if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(tallyTwins(entries))}\n`);

/** Runs what the log lacks, until all is there or the time is over. */
async function sweep(): Promise<void> {
  const end = Date.now() + Number(values.minutes) * 60_000;
  const commit = (await runQuietly("git", ["rev-parse", "--short", "HEAD"], { cwd: repository })).trim();
  const planned = planRuns(settingsOf(), subjectsOf(), Number(values.repeats), readLog(values.log));
  const runs = planned.filter((run) => !lacksPage(run));
  let begun = 0;
  // Runs at the same time share what keeps the cores busy.
  for (const batch of groupBy(runs, ({ repeat, load }) => `${repeat} ${load}`).values()) {
    const rest = batch[0]?.load === "busy" ? keepBusy() : () => {};
    const left = batch.values();
    const lane = async (): Promise<void> => {
      for (const run of left) {
        if (Date.now() > end) return;
        const place = `${++begun} of ${runs.length}`;
        const found = await makeRun(run, commit);
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

// Only newer hosts bring jsdom along.
function lacksPage({ kind, runner, node }: Run): boolean {
  return kind === "dom" && runner === "vitest" && node === 20;
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

function oneOf<T>(value: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new TypeError(`expected one of ${known.join(", ")}, received ${String(value)}`);
  return found;
}

function subjectsOf(): Subject[] {
  return groups
    .flatMap(({ kind, pairs }) =>
      pairs.flatMap(({ name }) => (["leaky", "clean"] as const).map((twin): Subject => ({ kind, name, twin }))),
    )
    .filter(({ kind, name }) => values.only?.some((part) => `${kind}: ${name}`.includes(part)) ?? true);
}

async function makeRun(
  { subjects, kind, repeat, node, runner, load, timeoutMs }: Run,
  commit: string,
): Promise<Entry[]> {
  const setting: Setting = { node, runner, load, timeoutMs };
  const group = groups.find((group) => group.kind === kind);
  if (group === undefined) throw new Error(`there is no kind ${kind}`);
  const [loadBefore = 0] = loadavg();
  const found = await runGroup(setting, group, subjects);
  return subjects.map((subject, index) => ({
    ...subject,
    ...setting,
    repeat,
    ...(found[index] ?? { verdict: "none", because: "the run said nothing of it" }),
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
    `${place}: ${kind} on ${describeSetting(setting)}, repeat ${repeat}: ${found.length - wrong.length} right, ${wrong.length} wrong`,
    ...lines,
  ].join("\n");
}
