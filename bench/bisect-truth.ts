// Bisects leaks of Node whose releases are known, by real Vitest on real releases: once where every run shows them, and once where three
// runs of ten do. Takes an hour and more in all: `npm run bench:bisect-truth -- signals 1` makes one of the four. Releases come from
// the cache, or into it.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installExample } from "../scripts/install-example.ts";
import { TRUTH_CASES } from "./bisect-truth/cases.ts";
import { runCase } from "./bisect-truth/run-case.ts";

const MOST_OVERHEAD_PERCENT = 5;
const [wantedCase, wantedShare] = process.argv.slice(2);
const chosen = TRUTH_CASES.flatMap((truth) => [1, 0.3].map((shown) => ({ truth, shown }))).filter(
  ({ truth, shown }) =>
    (wantedCase === undefined || truth.name === wantedCase) &&
    (wantedShare === undefined || shown === Number(wantedShare)),
);
const failures: string[] = chosen.length === 0 ? [`${process.argv.slice(2).join(" ")} is none of the cases`] : [];
const folder = await mkdtemp(join(tmpdir(), "leakproof-truth-"));
try {
  const project = await installExample("runtime-upgrade", folder);
  for (const { truth, shown } of chosen) {
    const name = `${truth.name}, shown in ${100 * shown} % of runs`;
    const run = await runCase(truth, shown, project);
    const own = run.wallSeconds - run.trialSeconds - run.runtimeSeconds;
    const overheadPercent = (100 * own) / run.trialSeconds;
    console.log(`${name}: ${run.named.join(", ")}`);
    console.log(
      `  ${run.trials} trials of ${run.releases} releases, ${run.leaks} leaked; ${run.downloads} downloads (${(run.downloadedBytes / 1e6).toFixed(0)} MB)`,
    );
    console.log(
      `  ${run.wallSeconds.toFixed(0)} s: ${run.trialSeconds.toFixed(0)} s of trials, ${run.runtimeSeconds.toFixed(0)} s of releases and their controls, ${own.toFixed(1)} s besides (${overheadPercent.toFixed(1)} % of the trials)`,
    );
    for (const other of run.others) console.log(`  ${other}`);
    const isRight = [...run.named].sort().join() === [...truth.changes].sort().join();
    if (!isRight) failures.push(`${name}: ${truth.changes.join(", ")} wanted`);
    if (overheadPercent > MOST_OVERHEAD_PERCENT)
      failures.push(`${name}: ${overheadPercent.toFixed(1)} % besides trials, at most ${MOST_OVERHEAD_PERCENT} %`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
for (const failure of failures) console.log(`Not kept: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;
