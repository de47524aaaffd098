// Compares the leak traces of a corpus with what the sources of its packages say: `npm run bench:traces -- FOLDER [--node PATH]... [--vitest VERSION] [--pool POOL] [--only CASE]...`.
import { basename } from "node:path";
import { parseArgs } from "node:util";
import type { Leak, LeakRecord } from "@leakproof/core";
import { firstLine, isForMemory, runCase, versionOf, withCorpus, type InstalledCase } from "./corpus-project.ts";
import { TRUTH, type Truth } from "./trace-truth.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", multiple: true, default: [process.execPath] },
    vitest: { type: "string", default: "4.1.12" },
    pool: { type: "string", default: "forks" },
    timeout: { type: "string", default: "60000" },
    keep: { type: "string" },
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
const { vitest, pool, keep, only } = values;
await withCorpus(corpus, ["leaks"], { vitest, pool, keep, only, timeoutMs: Number(values.timeout) }, async (cases) => {
  console.log(`\nVitest ${vitest}, pool ${pool}, test timeout ${values.timeout} ms\n`);
  console.log("| case | Node | first leak, as it is told | first own frame | right holder | right frame |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const node of values.node) {
    const { version, major } = await versionOf(node);
    for (const each of cases) if (isForMemory(each.meta, major)) await explain(node, version, each);
  }
});

for (const failure of failures) console.log(failure);
const holders = rows.filter(({ isHolderRight }) => isHolderRight).length;
const frames = rows.filter(({ isFrameRight }) => isFrameRight).length;
console.log(`\nholders right: ${holders} of ${rows.length}; frames right: ${frames} of ${rows.length}`);

async function explain(node: string, version: string, installed: InstalledCase): Promise<void> {
  const { name } = installed.meta;
  const truth = TRUTH[name];
  if (truth === undefined) throw new Error(`trace-truth.ts does not say who holds the leak of ${name}`);
  const { record, error } = await runCase(node, installed, "bad");
  if (record === undefined || neverReturned(record)) {
    failures.push(
      `${name} does not work on Node ${version}: ${firstLine(error?.replace(/^.*is inconclusive\s*/s, ""))}`,
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
