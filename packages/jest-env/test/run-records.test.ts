import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LeakRecord } from "@leakproof/core/matchers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { joinRun } from "../src/run-records.ts";

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

const kept = (): string[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [(JSON.parse(line) as LeakRecord).subject.test ?? ""]));

test("the first to join a run empties the file, later ones add to it", () => {
  writeFileSync(file, "of a run before\n");

  joinRun({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);
  joinRun({ file, name: "leaks.ndjson", seed: 1 })([record("second")]);

  expect(kept()).toEqual(["first", "second"]);
});

test("the next run begins anew", () => {
  joinRun({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);
  joinRun({ file, name: "leaks.ndjson", seed: 2 })([record("second")]);

  expect(kept()).toEqual(["second"]);
});

test("each file of records is begun by itself", () => {
  const other = join(folder, "other.ndjson");

  joinRun({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);
  joinRun({ file: other, name: "other.ndjson", seed: 1 })([record("second")]);

  expect(kept()).toEqual(["first"]);
  expect(readFileSync(other, "utf8")).toContain("second");
});

test("the folder of the file is made", () => {
  file = join(folder, "reports", "of", "today", "leaks.ndjson");

  joinRun({ file, name: "leaks.ndjson", seed: 1 })([record("first")]);

  expect(kept()).toEqual(["first"]);
});
