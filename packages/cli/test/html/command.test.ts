import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type LeakproofRun, runLeakproof } from "../../../../test/e2e/run-leakproof.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leakproof-page-"));
  for (const name of ["records.ndjson", "bisect.jsonl"])
    await copyFile(join(import.meta.dirname, "recorded", name), join(folder, name));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const leakproof = (...args: readonly string[]): Promise<LeakproofRun> =>
  runLeakproof(folder, { PATH: process.env["PATH"] }, args);

// A busy machine takes a second to start a process.
const PATIENCE_MS = 30_000;

test("the page of an old log is written beside the answer, whole or not at all", { timeout: PATIENCE_MS }, async () => {
  const { exitCode, stdout } = await leakproof("bisect", "replay", "--log", "bisect.jsonl", "--html", "out/page.html");

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Leaks since Node 22\.16\.0/);
  expect(await readFile(join(folder, "out", "page.html"), "utf8")).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
  expect(await readdir(join(folder, "out"))).toEqual(["page.html"]);
});

test("a page that cannot be written is one message, after the answer", { timeout: PATIENCE_MS }, async () => {
  const page = "records.ndjson/page.html";

  const { exitCode, stdout, stderr } = await leakproof("bisect", "replay", "--log", "bisect.jsonl", "--html", page);

  expect(exitCode).toBe(64);
  expect(stdout).toMatch(/^Leaks since Node 22\.16\.0/);
  expect(stderr.replaceAll(folder, "")).toMatch(/^\S*\/records\.ndjson\/page\.html cannot be written: E[^\n]*\n$/);
});

test("the records of a run are shown as a page", { timeout: PATIENCE_MS }, async () => {
  const { exitCode } = await leakproof("report", "--format", "html=page.html", "records.ndjson");

  expect(exitCode).toBe(1);
  expect(await readFile(join(folder, "page.html"), "utf8")).toContain("11 of 24 checks are leaking");
});
