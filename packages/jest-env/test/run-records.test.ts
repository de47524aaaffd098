import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LeakRecord } from "@leakproof/core/matchers";
import type { RunMark } from "@leakproof/core/runner";
import { afterEach, beforeEach, expect, test } from "vitest";
import { joinRun, type KeepRecords, type RunRequest } from "../src/run-records.ts";

const record = (test: string): LeakRecord => ({ subject: { test } }) as LeakRecord;

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-records-"));
  file = join(folder, "leaks.ndjson");
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const keepIn = (request: Pick<RunRequest, "file" | "name" | "seed">): KeepRecords =>
  joinRun({ ...request, root: folder }).append;

const lines = (): (LeakRecord | RunMark)[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as LeakRecord | RunMark]));

const kept = (): string[] => lines().flatMap((line) => ("subject" in line ? [line.subject.test ?? ""] : []));

test("the first to join a run empties the file, later ones add to it", () => {
  writeFileSync(file, "of a run before\n");

  keepIn({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);
  keepIn({ file, name: "leaks.ndjson", seed: 1 })([record("second")]);

  expect(kept()).toEqual(["first", "second"]);
});

test("the next run begins anew", () => {
  keepIn({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);
  keepIn({ file, name: "leaks.ndjson", seed: 2 })([record("second")]);

  expect(kept()).toEqual(["second"]);
});

test("each file of records is begun by itself", () => {
  const other = join(folder, "other.ndjson");

  keepIn({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);
  keepIn({ file: other, name: "other.ndjson", seed: 1 })([record("second")]);

  expect(kept()).toEqual(["first"]);
  expect(readFileSync(other, "utf8")).toContain("second");
});

test("the folder of the file is made", () => {
  file = join(folder, "reports", "of", "today", "leaks.ndjson");

  keepIn({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);

  expect(kept()).toEqual(["first"]);
});

test("what the workers of a run tell of their files has the run's name in common", () => {
  const request = { file, name: "leaks.ndjson", seed: 1, root: folder };

  joinRun({ ...request, shard: "1/3" }).startFile("a.test.ts");
  joinRun(request).endFile("a.test.ts");

  const [{ run }] = lines() as [RunMark];
  expect(lines()).toMatchObject([
    { kind: "run started", root: folder, runner: "jest", shard: "1/3", run },
    { kind: "file started", file: "a.test.ts", run },
    { kind: "file ended", file: "a.test.ts", run },
  ]);
});
