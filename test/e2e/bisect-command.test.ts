import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from "vitest";
import { describeMismatch } from "../../packages/cli/src/bisect/answer-schema.ts";
import { runQuietly } from "../../scripts/run-quietly.ts";
import { isWhole } from "./combinations.ts";
import { openShelf, type Shelf } from "./release-shelf.ts";
import { type LeakproofRun, runLeakproof } from "./run-leakproof.ts";

let shelf: Shelf;
let project: string;

beforeAll(async () => {
  shelf = await openShelf();
});

afterAll(() => shelf.close());

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "leakproof-project-"));
});

afterEach(() => rm(project, { recursive: true, force: true }));

const ENDS = ["--lines", "semver", "--good", "20", "--bad", "26"];

// Speaks git's protocol: majors from 24 on leak.
const LEAKS_FROM_24 = ["--", "node", "-e", "process.exit(parseInt(process.versions.node) >= 24 ? 1 : 0)"];

function leakproof(
  args: readonly string[],
  watch?: (stderr: string) => NodeJS.Signals | undefined,
): Promise<LeakproofRun> {
  return runLeakproof(project, shelf.environment, args, watch);
}

test("a command that speaks git's protocol is bisected, on the release it is meant to run on", async () => {
  const { exitCode, stdout } = await leakproof(["bisect", ...ENDS, "--json", ...LEAKS_FROM_24]);

  expect(exitCode).toBe(0);
  expect(describeMismatch(JSON.parse(stdout))).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 1,
    status: "found",
    transitions: [{ line: "semver", direction: "leaks", version: shelf.releases[24], previous: shelf.releases[22] }],
  });
});

test.runIf(isWhole)("a leak that was always there is bisected by its size, where it became large", async () => {
  // Keeps 64 bytes and more per call everywhere, and 20 kB of a buffer from 24 on.
  const growing = `
    const kept = [];
    const bytes = parseInt(process.versions.node) >= 24 ? 20_000 : 0;
    export const options = { explain: false };
    export default () => kept.push({ buffer: bytes > 0 ? new Uint8Array(bytes) : undefined });
  `;
  await writeFile(join(project, "leak.mjs"), growing);

  const args = ["bisect", ...ENDS, "--no-sweep", "--above", "10kB", "--json", "--script", "leak.mjs"];
  const { stdout } = await leakproof(args);

  expect(JSON.parse(stdout)).toMatchObject({
    transitions: [{ direction: "leaks", version: shelf.releases[24], previous: shelf.releases[22] }],
    rates: { leaking: 1, clean: 0 },
  });
});

test("a command may write its verdict to the file that the environment names, whatever its exit code is", async () => {
  const script = `
    import { writeFileSync } from "node:fs";
    const major = parseInt(process.versions.node);
    const verdict = { leak: true, signature: "sockets", bytesPerCall: major >= 26 ? 640 : 64 };
    writeFileSync(process.env.LEAKPROOF_VERDICT, JSON.stringify(verdict));
    process.exit(major % 3);
  `;
  await writeFile(join(project, "try.mjs"), script);
  const command = ["--", "node", "try.mjs"];

  const bySize = await leakproof(["bisect", ...ENDS, "--no-sweep", "--above", "500B", "--json", ...command]);
  const byVerdict = await leakproof(["bisect", ...ENDS, "--no-sweep", "--json", ...command]);

  expect(JSON.parse(bySize.stdout)).toMatchObject({
    transitions: [{ direction: "leaks", version: shelf.releases[26], previous: shelf.releases[24] }],
  });
  expect(byVerdict.exitCode).toBe(2);
});

test("every program that the command starts is given the release", async () => {
  await writeFile(join(project, "try.sh"), 'node -e "process.exit(parseInt(process.versions.node) >= 24 ? 1 : 0)"\n');

  const { stdout } = await leakproof(["bisect", ...ENDS, "--json", "--", "sh", "try.sh"]);

  expect(JSON.parse(stdout)).toMatchObject({ transitions: [{ version: shelf.releases[24] }] });
});

test("releases that the command skips are named, and neither clean nor leaking", async () => {
  const skips = "const major = parseInt(process.versions.node); process.exit(major === 22 ? 125 : major >= 24 ? 1 : 0)";

  const { stdout } = await leakproof(["bisect", ...ENDS, "--json", "--", "node", "-e", skips]);

  expect(JSON.parse(stdout)).toMatchObject({
    transitions: [{ version: shelf.releases[24], previous: shelf.releases[20], untestable: [shelf.releases[22]] }],
    skipped: [{ version: shelf.releases[22] }],
  });
});

test("a module is judged without a runner", async () => {
  const leak = "const kept = [];\nexport default () => kept.push({});\n";
  const clean = "export default () => {};\n";
  await writeFile(join(project, "leak.mjs"), `${leak}export const options = { explain: false };\n`);
  await writeFile(join(project, "clean.mjs"), clean);

  const leaking = await leakproof(["matrix", "--node", "20,26", "--json", "--script", "leak.mjs"]);
  const cleared = await leakproof(["matrix", "--node", "20,26", "--json", "--script", "clean.mjs"]);

  const verdicts = ({ stdout }: LeakproofRun): string[] =>
    (JSON.parse(stdout) as { cells: { verdict: string }[] }).cells.map(({ verdict }) => verdict);
  expect(verdicts(leaking)).toEqual(["leaking", "leaking"]);
  expect(verdicts(cleared)).toEqual(["clean", "clean"]);
  expect([leaking.exitCode, cleared.exitCode]).toEqual([1, 0]);
});

test("an interrupt leaves what is known and how to go on", async () => {
  const slow = `setTimeout(() => ${LEAKS_FROM_24.at(-1)}, 300)`;
  const { exitCode, stdout } = await leakproof(["bisect", ...ENDS, "--", "node", "-e", slow], (stderr) =>
    /^ {3}3 /m.test(stderr) ? "SIGINT" : undefined,
  );

  expect(exitCode).toBe(130);
  expect(stdout).toContain("Interrupted while the ends were tried.");
  expect(stdout).toMatch(/Go on with: leakproof bisect resume --log \.leakproof\/bisect-.*\.jsonl/);
  const resumed = await leakproof(["bisect", "resume"]);
  expect(resumed.exitCode).toBe(0);
  expect(resumed.stdout).toContain(`Leaks since Node ${shelf.releases[24]} (semver)`);
});

test("the log can be read, replayed, and a trial taken back", async () => {
  await leakproof(["bisect", ...ENDS, "--log", "one.jsonl", ...LEAKS_FROM_24]);

  const log = await leakproof(["bisect", "log", "--log", "one.jsonl"]);
  const replayed = await leakproof(["bisect", "replay", "--log", "one.jsonl"]);
  const undone = await leakproof(["bisect", "undo", "1", "--log", "one.jsonl"]);
  const status = await leakproof(["bisect", "status", "--log", "one.jsonl"]);

  expect(log.stdout).toMatch(new RegExp(`^1 +${shelf.releases[26]} +leak`, "m"));
  expect(replayed.stdout).toContain(`Leaks since Node ${shelf.releases[24]}`);
  expect(undone.stdout).toBe(`Trial 1 (Node ${shelf.releases[26]}, leak) no longer counts.\n`);
  expect(status.stdout).toContain(`Next: Node ${shelf.releases[26]}`);
});

test("ends that do not hold are told apart by their exit code", async () => {
  const never = await leakproof(["bisect", ...ENDS, "--", "node", "-e", ""]);
  const always = await leakproof(["bisect", ...ENDS, "--", "node", "-e", "process.exit(1)"]);

  expect([never.exitCode, always.exitCode]).toEqual([2, 2]);
  expect(never.stdout).toContain(`Node ${shelf.releases[26]} is said to leak, and did not in 30 trials`);
  expect(always.stdout).toMatch(
    new RegExp(`Node ${shelf.releases[20]} is said to be clean, and leaked in \\d+ of \\d+ trials`),
  );
});

test("a mistake is told in a sentence, without a stack", async () => {
  const mistakes = [
    ["bisect"],
    ["bisect", "--", "vitest", "run"],
    ["bisect", "--bad", "99", ...LEAKS_FROM_24],
    ["bisect", "--good", "20", "--bad", "20", ...LEAKS_FROM_24],
    ["bisect", "--script", "none.mjs"],
    ["bisect", "--confidence", "2", ...LEAKS_FROM_24],
    ["bisect", "resume"],
    ["runtimes", "rm", "22.16.0"],
  ];

  const told: string[] = [];
  for (const args of mistakes) {
    const { exitCode, stderr } = await leakproof(args);
    told.push(`${exitCode} ${stderr.trim()}`);
  }

  expect(told).toMatchInlineSnapshot(`
    [
      "64 There is no command to run: write it after \`--\`, or name a module with \`--script\`.",
      "64 vitest is not installed in this project: run \`npm install\` first.",
      "64 --bad: there is no Node 99 among the 4 releases that can be had.",
      "64 Both ends are Node 20.20.2: name another with --good or --bad.",
      "64 There is no file none.mjs.",
      "64 error: option '--confidence <p>' argument '2' is invalid. Write a probability from 0.5 to below 1, as in 0.95.
    (leakproof --help tells all options)",
      "64 There is no bisection in .leakproof: start one with \`leakproof bisect -- <command>\`, or name its log with --log.",
      "64 Node 22.16.0 is not in the cache: \`leakproof runtimes ls\` lists what is.",
    ]
  `);
});

test("over commits, the one that begins to leak is named with its subject and files", async () => {
  const git = (...args: readonly string[]): Promise<string> =>
    runQuietly("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], { cwd: project });
  await git("init", "--quiet", "--initial-branch=main");
  for (let index = 1; index <= 12; index++) {
    await writeFile(join(project, "pool.mjs"), `process.exit(${index >= 7 ? 1 : 0}); // ${index}\n`);
    await git("add", "pool.mjs");
    await git("commit", "--quiet", "--message", `Change ${index}`);
  }
  await git("tag", "v1", "HEAD~10");

  const { exitCode, stdout } = await leakproof([
    "bisect",
    "--over",
    "commits",
    "--good",
    "v1",
    "--",
    "node",
    "pool.mjs",
  ]);

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Leaks since commit [0-9a-f]{10}; [0-9a-f]{10} is the last clean one\.$/m);
  expect(stdout).toMatch(/^[0-9a-f]+ Change 7 \(Ada, \d{4}-\d\d-\d\d\)\n {2}pool\.mjs \| 2 \+-$/m);
  expect(await git("worktree", "list")).not.toContain("leakproof-commits");
  expect(await git("status", "--porcelain")).toBe("?? .leakproof/\n");
});

test("a leak that shows in two of three runs is found as surely, with several trials at a time", async () => {
  // Leaks by turns, so that every run of this test sees the same.
  const flaky = `
    import { appendFileSync, statSync } from "node:fs";
    appendFileSync("turns-" + process.versions.node, ".");
    const turn = statSync("turns-" + process.versions.node).size;
    process.exit(parseInt(process.versions.node) >= 24 && turn % 3 !== 0 ? 1 : 0);
  `;
  await writeFile(join(project, "flaky.mjs"), flaky);

  const { stdout } = await leakproof(["bisect", ...ENDS, "--jobs", "3", "--json", "--", "node", "flaky.mjs"]);

  const answer = JSON.parse(stdout) as { readonly rates: { readonly leaking: number }; readonly transitions: unknown };
  expect(answer.transitions).toMatchObject([
    { direction: "leaks", version: shelf.releases[24], previous: shelf.releases[22] },
  ]);
  expect(answer.rates.leaking).toBeGreaterThan(0.5);
  expect(answer.rates.leaking).toBeLessThan(0.85);
});

test("trials that were made elsewhere, in rounds, give the same answer", async () => {
  const started = await leakproof([
    "bisect",
    ...ENDS,
    "--no-sweep",
    "--no-trials",
    "--log",
    "one.jsonl",
    ...LEAKS_FROM_24,
  ]);
  let rounds = 0;
  for (let isDone = false; !isDone && rounds < 10; rounds++) {
    const { stdout } = await leakproof(["bisect", "plan", "--batch", "6", "--log", "one.jsonl"]);
    const plan = JSON.parse(stdout) as { done: boolean; trials: { version: string; runs: number }[] };
    isDone = plan.done;
    const files = plan.trials.map(({ version }) => `${rounds}-${version}.jsonl`);
    await Promise.all(
      plan.trials.map(({ version, runs }, index) =>
        leakproof(["bisect", "try", version, "--runs", String(runs), "--log", "one.jsonl", "--out", files[index]!]),
      ),
    );
    if (files.length > 0) await leakproof(["bisect", "collect", ...files, files[0]!, "--log", "one.jsonl"]);
  }

  const { exitCode, stdout } = await leakproof(["bisect", "replay", "--json", "--log", "one.jsonl"]);

  expect(started.exitCode).toBe(0);
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    transitions: [{ version: shelf.releases[24], previous: shelf.releases[22] }],
  });
  expect(rounds).toBeLessThan(6);
});

test("without ends, the good one is found by going back a major at a time, or forward to where it is fixed", async () => {
  const fixedIn24 = ["--", "node", "-e", "process.exit(parseInt(process.versions.node) < 24 ? 1 : 0)"];

  const began = await leakproof(["bisect", "--lines", "semver", "--bad", "26", "--json", ...LEAKS_FROM_24]);
  const ended = await leakproof([
    "bisect",
    "--find",
    "fixed",
    "--lines",
    "semver",
    "--bad",
    "20",
    "--json",
    ...fixedIn24,
  ]);

  expect(JSON.parse(began.stdout)).toMatchObject({
    transitions: [{ direction: "leaks", version: shelf.releases[24], previous: shelf.releases[22] }],
  });
  expect(JSON.parse(ended.stdout)).toMatchObject({
    transitions: [{ direction: "clean", version: shelf.releases[24], previous: shelf.releases[22] }],
  });
});
