import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installJest, installVitest } from "./install-hosts.ts";
import { readRecords } from "./read-records.ts";
import { openShelf, type Shelf } from "./release-shelf.ts";
import { runLeakproof } from "./run-leakproof.ts";

let shelf: Shelf;

beforeAll(async () => {
  shelf = await openShelf();
});

afterAll(() => shelf.close());

interface Cell {
  readonly test: string;
  readonly release: string;
  readonly verdict: string;
}

async function matrix(
  fixture: string,
  host: string,
  releases: string,
  command: readonly string[],
): Promise<{ readonly cells: readonly string[]; readonly ownRecords: number }> {
  const project = await mkdtemp(join(host, `${fixture}-`));
  try {
    await cp(join(import.meta.dirname, "..", "fixtures", fixture), project, { recursive: true });
    const args = ["matrix", "--node", releases, "--json", "--", ...command];
    const { stdout } = await runLeakproof(project, shelf.environment, args);
    const { cells } = JSON.parse(stdout) as { readonly cells: readonly Cell[] };
    const own = await readFile(join(project, "records.ndjson"), "utf8");
    return {
      cells: cells.map(({ test, release, verdict }) => `${release.split(".")[0]} ${test}: ${verdict}`).sort(),
      ownRecords: readRecords(own).length,
    };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

test("Vitest gives its records to whoever asks, besides the project's own file, also where it crashes on the failure", async () => {
  const command = ["vitest", "run", "-t", "a sync body"];

  const { cells, ownRecords } = await matrix("judge", await installVitest(5), "20,24", command);

  expect(cells).toEqual([
    "20 judge.test.ts > a sync body that is clean: clean",
    "20 judge.test.ts > a sync body that leaks: leaking",
    "24 judge.test.ts > a sync body that is clean: clean",
    "24 judge.test.ts > a sync body that leaks: leaking",
  ]);
  expect(ownRecords).toBe(2);
});

test("Jest gives its records to whoever asks, besides the project's own file", async () => {
  const { cells, ownRecords } = await matrix("jest-judge", await installJest(30), "24", ["jest", "-t", "a sync body"]);

  expect(cells).toEqual([
    "24 judge.test.ts > a sync body that is clean: clean",
    "24 judge.test.ts > a sync body that leaks: leaking",
  ]);
  expect(ownRecords).toBe(2);
});
