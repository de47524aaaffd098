import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const probe = fileURLToPath(new URL("own-memory-probe.ts", import.meta.url));
const built = new URL("../dist/index.js", import.meta.url).href;

// What a worker has to bear, in bytes, on the Node that the repository develops on: most of it is the text of the modules. A change by
// more than a twentieth is a decision, which is made here and told in docs/cost.md.
const IMPORTED = 693_000;
const FIRST_CHECK = 3_955_000;
const MANY_CHECKS = 4_075_000;

test("what is kept by the import, by the first check and by twenty more is what it was, within a twentieth", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [probe, built], { env: {} });

  const kept = JSON.parse(stdout) as { imported: number; firstCheck: number; manyChecks: number };
  expect(kept.imported / IMPORTED).toBeCloseTo(1, ONE_TWENTIETH);
  expect(kept.firstCheck / FIRST_CHECK).toBeCloseTo(1, ONE_TWENTIETH);
  expect(kept.manyChecks / MANY_CHECKS).toBeCloseTo(1, ONE_TWENTIETH);
});

// toBeCloseTo counts digits: half of one tenth.
const ONE_TWENTIETH = 1;
