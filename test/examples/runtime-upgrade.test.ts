import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installExample } from "../../scripts/install-example.ts";
import { runQuietly } from "../../scripts/run-quietly.ts";
import { openShelf, type Shelf } from "../e2e/release-shelf.ts";
import { runLeakproof } from "../e2e/run-leakproof.ts";

interface Answer {
  readonly status: string;
  readonly transitions: readonly { readonly direction: string; readonly version: string; readonly previous: string }[];
  readonly trials: number;
  readonly downloads: number;
}

let folder: string;
let project: string;
let shelf: Shelf;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leakproof-example-"));
  [project, shelf] = await Promise.all([installExample("runtime-upgrade", folder), openShelf()]);
});

afterAll(async () => {
  await shelf.close();
  await rm(folder, { recursive: true, force: true });
});

test("a bisection that was killed goes on where it stopped, and names the releases between which the example leaks", async () => {
  const { releases, environment } = shelf;
  const ends = ["--good", "20", "--bad", "22", "--lines", "semver"];
  const command = ["--", "vitest", "run", "-t", "workspace"];

  const killed = await runLeakproof(project, environment, ["bisect", ...ends, ...command], (stderr) =>
    /^ {3}4 /m.test(stderr) ? "SIGKILL" : undefined,
  );
  const resumed = await runLeakproof(project, environment, ["bisect", "resume", "--json"]);

  expect(killed.exitCode).toBeNull();
  expect(resumed.stderr).not.toMatch(/^ {3}[1-4] /m);
  expect(resumed.exitCode).toBe(0);
  const answer = JSON.parse(resumed.stdout) as Answer;
  expect(answer).toMatchObject({
    status: "found",
    downloads: 0,
    transitions: [
      { direction: "leaks", previous: releases[20], version: releases[22] },
      { direction: "clean", previous: releases[22], version: releases[24] },
    ],
  });
  const [log = ""] = await readdir(join(project, ".leakproof"));
  const entries = (await readFile(join(project, ".leakproof", log), "utf8")).trim().split("\n");
  const trials = entries
    .map((line) => JSON.parse(line) as { type: string; trial?: number })
    .filter(({ type }) => type === "trial");
  expect(trials.map(({ trial }) => trial)).toEqual(Array.from({ length: answer.trials }, (_, index) => index + 1));
  const replayed = await runLeakproof(project, environment, ["bisect", "replay", "--json"]);
  expect(JSON.parse(replayed.stdout)).toMatchObject({ transitions: answer.transitions, trials: answer.trials });
});

test("its types are complete", async () => {
  const errors = await runQuietly(process.execPath, [join("node_modules", "typescript", "bin", "tsc")], {
    cwd: project,
  });

  expect(errors).toBe("");
});
