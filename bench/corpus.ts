// Judges the cases of a corpus through real Vitest: `npm run bench:corpus -- FOLDER [--node PATH]... [--vitest VERSION] [--pool POOL] [--only CASE]...`.
import { parseArgs } from "node:util";
import {
  firstLine,
  isForMemory,
  runCase,
  versionOf,
  withCorpus,
  type CaseRun,
  type InstalledCase,
} from "./corpus-project.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: "string", multiple: true, default: [process.execPath] },
    vitest: { type: "string", default: "4.1.12" },
    pool: { type: "string", default: "forks" },
    timeout: { type: "string", default: "5000" },
    keep: { type: "string" },
    only: { type: "string", multiple: true },
  },
});
const [corpus] = positionals;
if (corpus === undefined) throw new Error("name the folder of the corpus");

interface Verdict extends CaseRun {
  readonly variant: string;
  readonly expected: "leaking" | "clean";
}

const { vitest, pool, keep, only } = values;
await withCorpus(
  corpus,
  ["leaks", "clean"],
  { vitest, pool, keep, only, timeoutMs: Number(values.timeout) },
  async (cases) => {
    for (const node of values.node) await judgeAll(node, cases);
  },
);

async function judgeAll(node: string, cases: readonly InstalledCase[]): Promise<void> {
  const { version, major } = await versionOf(node);
  console.log(`\nNode ${version}, Vitest ${vitest}, pool ${pool}, test timeout ${values.timeout} ms`);
  console.log(
    `${"case".padEnd(30)} ${"expected".padEnd(8)} ${"verdict".padEnd(28)} ${"B/call".padStart(9)} ${"rounds".padStart(6)} ${"calls".padStart(7)} ${"ms".padStart(6)}  who holds it`,
  );
  const tally = { right: 0, missed: 0, alarms: 0, inconclusive: 0, failed: 0 };
  for (const installed of cases) {
    const { meta } = installed;
    if (!isForMemory(meta, major)) continue;
    for (const variant of meta.expect === "leak" ? ["bad", "fixed"] : ["clean"]) {
      const verdict: Verdict = {
        ...(await runCase(node, installed, variant)),
        variant,
        expected: variant === "bad" ? "leaking" : "clean",
      };
      tally[gradeOf(verdict)]++;
      console.log(rowOf(meta.name, verdict));
    }
  }
  console.log(
    `${tally.right} right, ${tally.missed} missed, ${tally.alarms} false alarms, ${tally.inconclusive} inconclusive, ${tally.failed} could not run`,
  );
}

function gradeOf({ record, expected }: Verdict): "right" | "missed" | "alarms" | "inconclusive" | "failed" {
  if (!record) return "failed";
  if (record.verdict.kind === expected) return "right";
  if (record.verdict.kind === "inconclusive") return "inconclusive";
  return expected === "leaking" ? "missed" : "alarms";
}

function rowOf(name: string, verdict: Verdict): string {
  const { record, expected, variant, error } = verdict;
  const title = `${name} ${variant}`.padEnd(30);
  if (!record) return `${title} ${expected.padEnd(8)} could not run: ${firstLine(error)}`;
  const kind =
    record.verdict.kind === "clean"
      ? `clean (${record.verdict.because})`
      : record.verdict.kind === "leaking"
        ? `leaking (${record.verdict.proof})`
        : `inconclusive (${record.verdict.reason.kind})`;
  const bytes = record.judges.reduce((sum, { growth }) => sum + growth.bytesPerCall, 0);
  const [leak] = record.explanation?.leaks ?? [];
  const held = leak ? `${leak.className} held by ${leak.holder ?? "?"}` : (record.unexplained ?? "");
  const mark = gradeOf(verdict) === "right" ? " " : "!";
  return `${title} ${expected.padEnd(8)}${mark}${kind.padEnd(28)} ${bytes.toFixed(1).padStart(9)} ${String(record.cost.rounds).padStart(6)} ${String(record.cost.calls).padStart(7)} ${String(Math.round(record.cost.milliseconds)).padStart(6)}  ${held}`.trimEnd();
}
