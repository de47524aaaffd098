import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LeakproofRun, runLeakproof } from "../../../../test/e2e/run-leakproof.ts";
import { isFailing, type Failing } from "../../src/views/failing.ts";
import { recordRun, reportOn } from "./recorded-run.ts";

let folder: string;
let text: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "leakproof-report-command-"));
  text = await recordRun();
  const lines = text.trimEnd().split("\n");
  await writeFile(join(folder, "leaks.ndjson"), text);
  await writeFile(
    join(folder, "clean.ndjson"),
    `${lines.filter((line) => line.includes("a visit leaves")).join("\n")}\n`,
  );
  await writeFile(join(folder, "doubt.ndjson"), `${lines.filter((line) => line.includes("waiting for")).join("\n")}\n`);
  await writeFile(join(folder, "notes.txt"), "milk\nbread\n");
}, 60_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const report = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<LeakproofRun> =>
  runLeakproof(folder, { PATH: process.env["PATH"], ...environment }, ["report", ...args]);

// A busy machine takes a second to start a process.
const PATIENCE_MS = 30_000;

test("the exit code tells whether anything is there that must not be", { timeout: PATIENCE_MS }, async () => {
  const runs = [["leaks.ndjson"], ["clean.ndjson"], ["leaks.ndjson", "--fail-on", "never"]].map((args) => report(args));

  expect((await Promise.all(runs)).map(({ exitCode }) => exitCode)).toEqual([1, 0, 0]);
});

test("what fails a report is the user's choice", () => {
  const fails = (of: string, ...kinds: readonly Failing[]): boolean => isFailing(reportOn(of), new Set(kinds));
  const [, leak = "", clean = ""] = text.split("\n");
  const doubt = text.split("\n").find((line) => line.includes("waiting for"))!;

  expect(fails(leak, "leaking")).toBe(true);
  expect(fails(leak, "over", "inconclusive", "incomplete")).toBe(false);
  expect(fails(clean, "leaking", "over", "inconclusive", "incomplete")).toBe(false);
  expect(fails(doubt, "leaking", "over", "incomplete")).toBe(false);
  expect(fails(doubt, "inconclusive")).toBe(true);
  expect(fails(`${clean}\n${leak.slice(0, 100)}`, "leaking")).toBe(false);
  expect(fails(`${clean}\n${leak.slice(0, 100)}`, "incomplete")).toBe(true);
});

test("the records that were asked for are found without naming them", async () => {
  const named = await report([], { LEAKPROOF_RECORDS: join(folder, "clean.ndjson") });

  expect(named.stdout).toBe("1 clean in 1 test file\n");
});

test("several formats are written in one go, each to its file", async () => {
  const { stdout, exitCode } = await report([
    "leaks.ndjson",
    "--format",
    "junit=out/leaks.xml",
    "--format=sarif=out/leaks.sarif",
    "--format",
    "markdown=out/leaks.md",
    "--format",
    "terminal",
  ]);

  expect(exitCode).toBe(1);
  expect(stdout).toContain("3 leaking");
  expect((await readdir(join(folder, "out"))).toSorted()).toEqual(["leaks.md", "leaks.sarif", "leaks.xml"]);
  expect(await readFile(join(folder, "out", "leaks.xml"), "utf8")).toMatch(/^<\?xml version="1.0"/);
});

test("for GitHub the job summary gets a part of its own, after what is there", async () => {
  const summary = join(folder, "summary.md");
  await writeFile(summary, "# Build\n");

  const { stdout } = await report(["--format", "github"], { GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: folder });

  expect(stdout).toMatch(/^::error file=/);
  expect(await readFile(summary, "utf8")).toMatch(/^# Build\n## Leakproof: 3 leaking/);
});

test("merge writes one file of all shards", async () => {
  const { stderr, exitCode: code } = await report(["merge", "clean.ndjson", "doubt.ndjson", "-o", "all.ndjson"]);

  expect({ stderr, code }).toEqual({ stderr: "all.ndjson: 1 inconclusive, 1 clean in 2 test files\n", code: 0 });
  expect((await readFile(join(folder, "all.ndjson"), "utf8")).trimEnd().split("\n")).toHaveLength(2);
});

test("a mistake has one clear message", { timeout: PATIENCE_MS }, async () => {
  const mistakes = [
    ["missing.ndjson"],
    ["notes.txt"],
    ["leaks.ndjson", "--format", "xml"],
    ["leaks.ndjson", "--format", "json", "--format", "junit"],
    ["leaks.ndjson", "--format", "json=notes.txt/report.json"],
  ];
  const told = await Promise.all(
    mistakes.map(async (args) => {
      const { stdout, stderr, exitCode } = await report(args);
      return `${exitCode}: ${stdout}${stderr}`.trimEnd().replaceAll(folder, "/shop");
    }),
  );

  expect(told.join("\n")).toMatchInlineSnapshot(`
    "2: There is no file missing.ndjson. The plugin writes records where its option says so, as in leakproof({ records: "leaks.ndjson" }), or where LEAKPROOF_RECORDS does.
    2: notes.txt is no file of records: line 1 is no JSON. The plugin writes records where its option says so, as in leakproof({ records: "leaks.ndjson" }), or where LEAKPROOF_RECORDS does.
    64: error: option '--format <format[=file]>' argument 'xml' is invalid. Known formats are terminal, json, ndjson, junit, sarif, github, markdown, html.
    (leakproof --help tells all options)
    64: Only one format can be printed: name a file for the others, as in --format junit=report.txt.
    64: /shop/notes.txt/report.json cannot be written: EEXIST: file already exists, mkdir '/shop/notes.txt'."
  `);
});
