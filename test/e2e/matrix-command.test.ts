import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installJest, installVitest } from "./install-hosts.ts";
import { readRecords } from "./read-records.ts";
import { openShelf, type Shelf } from "./release-shelf.ts";
import { runLeakproof } from "./run-leakproof.ts";

let shelf: Shelf;

beforeAll(async () => {
  shelf = await openShelf(["16.20.2"]);
});

afterAll(() => shelf.close());

interface Cell {
  readonly test: string;
  readonly release: string;
  readonly verdict: string;
  readonly reason?: string;
}

async function matrix(
  fixture: string,
  host: string,
  releases: string,
  command: readonly string[],
  environment: NodeJS.ProcessEnv = shelf.environment,
): Promise<{ readonly cells: readonly string[]; readonly ownRecords: number }> {
  const project = await mkdtemp(join(host, `${fixture}-`));
  try {
    await cp(join(import.meta.dirname, "..", "fixtures", fixture), project, { recursive: true });
    const args = ["matrix", "--node", releases, "--jobs", "2", "--json", ...command];
    const { stdout } = await runLeakproof(project, environment, args);
    const { cells } = JSON.parse(stdout) as { readonly cells: readonly Cell[] };
    const own = await readFile(join(project, "records.ndjson"), "utf8").catch(() => "");
    return {
      cells: cells
        .map(
          ({ test, release, verdict, reason }) =>
            `${release.split(".")[0]} ${test}: ${verdict}${reason === undefined ? "" : `: ${reason}`}`,
        )
        .sort(),
      ownRecords: readRecords(own).length,
    };
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}

const VITEST = ["--", "vitest", "run", "-t", "a sync body"];

test("Vitest gives its records to whoever asks, besides the project's own file; releases that it does not support give none", async () => {
  const { cells, ownRecords } = await matrix("judge", await installVitest(5), "16,20,24", VITEST);

  expect(cells).toEqual([
    "16 : untestable: vitest 5.1.1 needs Node ^22.12.0 || ^24.0.0 || >=26.0.0",
    "20 : untestable: vitest 5.1.1 needs Node ^22.12.0 || ^24.0.0 || >=26.0.0 (`--runner vitest@3` runs on it)",
    "24 judge.test.ts > a sync body that is clean: clean",
    "24 judge.test.ts > a sync body that leaks: leaking",
  ]);
  expect(ownRecords).toBe(2);
});

test("a runner that is pinned judges with the plugin and the configuration of the project where its own cannot", async () => {
  // npm installs the runner, from where it gets everything.
  const { npm_config_registry: _, ...rest } = shelf.environment;
  const ofNpm = Object.entries(process.env).filter(([name]) =>
    /^npm_config_|^NODE_EXTRA_CA_CERTS$|_proxy$/i.test(name),
  );
  const environment = { ...rest, ...Object.fromEntries(ofNpm) };
  const runner = ["--runner", "vitest@3", ...VITEST];

  const { cells } = await matrix("judge", await installVitest(5), shelf.releases[20], runner, environment);

  expect(cells).toEqual([
    "20 judge.test.ts > a sync body that is clean: clean",
    "20 judge.test.ts > a sync body that leaks: leaking",
  ]);
});

test("Jest gives its records to whoever asks, besides the project's own file", async () => {
  const { cells, ownRecords } = await matrix("jest-judge", await installJest(30), "24", [
    "--",
    "jest",
    "-t",
    "a sync body",
  ]);

  expect(cells).toEqual([
    "24 judge.test.ts > a sync body that is clean: clean",
    "24 judge.test.ts > a sync body that leaks: leaking",
  ]);
  expect(ownRecords).toBe(2);
});
