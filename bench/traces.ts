// Compares the leak traces of a corpus with what the sources of its packages say:
// `npm run bench:traces -- FOLDER [--node 20|22|24|26]... [--vitest 3|4|5] [--pool POOL] [--timeout MS] [--only CASE]...`.
import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { Leak, LeakRecord } from "@leakproof/core";
import type { NodeMajor, VitestMajor } from "../test/e2e/install-hosts.ts";
import { type Pool, runVitest } from "../test/e2e/run-vitest.ts";
import { matcherFor } from "./accuracy/corpus/matcher-for.ts";
import { type CorpusCase, readCorpus } from "./accuracy/corpus/read-corpus.ts";
import { TITLE, withTestOf } from "./accuracy/corpus/run-case.ts";
import { whyLeftOut } from "./accuracy/corpus/why-left-out.ts";
import { firstLine } from "./accuracy/first-line.ts";
import { oneOf } from "./accuracy/one-of.ts";
import { TRUTH, type Truth } from "./trace-truth.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", multiple: true, default: ["24"] },
    vitest: { type: "string", default: "4" },
    pool: { type: "string", default: "forks" },
    timeout: { type: "string", default: "60000" },
    only: { type: "string", multiple: true },
  },
});
const [corpus] = positionals;
if (corpus === undefined) throw new Error("name the folder of the corpus");

interface Row {
  readonly name: string;
  readonly version: string;
  readonly holder: string;
  readonly frame: string;
  readonly isHolderRight: boolean;
  readonly isFrameRight: boolean;
}

const rows: Row[] = [];
const failures: string[] = [];
const vitest = oneOf<VitestMajor>(Number(values.vitest), [3, 4, 5]);
const pool = oneOf<Pool>(values.pool, ["forks", "threads", "vmForks", "vmThreads"]);
const timeoutMs = Number(values.timeout);
const leaks = (await readCorpus(corpus)).filter(
  ({ kind, meta }) =>
    kind === "published packages" && matcherFor(meta) === "toLeakMemory" && (values.only?.includes(meta.name) ?? true),
);
console.log(`\nVitest ${vitest}, pool ${pool}, test timeout ${timeoutMs} ms\n`);
console.log("| case | Node | first leak, as it is told | first own frame | right holder | right frame |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const node of values.node.map((line) => oneOf<NodeMajor>(Number(line), [20, 22, 24, 26]))) {
  const setting = { node, runner: "vitest" } as const;
  for (const each of leaks) if (whyLeftOut(each.meta, setting, "leaky") === undefined) await explain(node, each);
}

for (const failure of failures) console.log(failure);
const holders = rows.filter(({ isHolderRight }) => isHolderRight).length;
const frames = rows.filter(({ isFrameRight }) => isFrameRight).length;
console.log(`\nholders right: ${holders} of ${rows.length}; frames right: ${frames} of ${rows.length}`);

async function explain(node: NodeMajor, one: CorpusCase): Promise<void> {
  const { name } = one.meta;
  const truth = TRUTH[name];
  if (truth === undefined) throw new Error(`trace-truth.ts does not say who holds the leak of ${name}`);
  const version = String(node);
  const { record, failure } = await judgeLeak(node, one);
  if (record === undefined || neverReturned(record)) {
    failures.push(
      `${name} does not work on Node ${version}: ${firstLine(failure.replace(/^.*is inconclusive\s*/s, ""))}`,
    );
    return;
  }
  const [leak] = record.explanation?.leaks ?? [];
  const row =
    leak === undefined
      ? {
          name,
          version,
          holder: record.unexplained ?? `no leak: ${record.verdict.kind}`,
          frame: "",
          isHolderRight: false,
          isFrameRight: false,
        }
      : rowOf(name, version, leak, truth);
  rows.push(row);
  console.log(
    `| ${[name, version, row.holder, row.frame, yesOrNo(row.isHolderRight), yesOrNo(row.isFrameRight)].join(" | ")} |`,
  );
}

async function judgeLeak(
  node: NodeMajor,
  one: CorpusCase,
): Promise<{ readonly record: LeakRecord | undefined; readonly failure: string }> {
  const { tests, output } = await withTestOf(one, "leaky", "vitest", ({ files, testFile }) =>
    runVitest({
      fixture: "conformance",
      vitest,
      node,
      pool,
      files,
      args: [testFile, `--testTimeout=${timeoutMs}`],
      patienceMs: 60_000 + 2 * timeoutMs,
    }),
  );
  const { records = [], failures = [] } = tests[TITLE] ?? {};
  return { record: records[0], failure: failures[0] ?? output };
}

// A package that is older than the runtime can fail where no call of the case notices.
function neverReturned({ verdict }: LeakRecord): boolean {
  return verdict.kind === "inconclusive" && verdict.reason.kind === "never returned";
}

function rowOf(name: string, version: string, leak: Leak, { holder, suspect, frame }: Truth): Row {
  const told = leak.holder ?? "";
  const { allocatedAt } = leak;
  return {
    name,
    version,
    holder: `${leak.className} held by ${told}${ownerOf(leak)}`,
    frame:
      allocatedAt === undefined
        ? "none"
        : `${allocatedAt.functionName ?? "(anonymous)"} (${basename(allocatedAt.file)}:${allocatedAt.line})`,
    isHolderRight: holder.test(told) && suspect.test(leak.trace[leak.suspect]?.reference ?? ""),
    isFrameRight:
      allocatedAt !== undefined &&
      basename(allocatedAt.file) === "case.mjs" &&
      allocatedAt.line === frame.line &&
      (frame.functionName === undefined || allocatedAt.functionName === frame.functionName),
  };
}

function ownerOf({ owner }: Leak): string {
  return owner.kind === "dependency" ? `, of ${owner.name} ${owner.version ?? ""}`.trimEnd() : `, ${owner.kind}`;
}

function yesOrNo(is: boolean): string {
  return is ? "yes" : "no";
}
