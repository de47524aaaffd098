import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { collectColumns, type Columns, writeColumns } from "../src/matrix/column-file.ts";
import { inParallel } from "../src/matrix/in-parallel.ts";
import { renderMatrix } from "../src/report/render-matrix.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "leakproof-matrix-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function columnsOf(release: string, verdict: "clean" | "leaking", platform = "linux-x64"): Columns {
  const cell = { test: "a.test.ts > pools", release, verdict, ...(verdict === "leaking" ? { bytesPerCall: 72 } : {}) };
  return { schema: 1, command: ["vitest", "run"], platform, releases: [release], cells: [cell] };
}

function write(name: string, columns: Columns): string {
  writeColumns(join(folder, name), columns);
  return join(folder, name);
}

test("columns that were made on many machines are put side by side, each once", () => {
  const [one, two] = [write("1.json", columnsOf("22.23.3", "clean")), write("2.json", columnsOf("24.0.0", "leaking"))];

  const { cells, releases } = collectColumns([one, two, one]);

  expect(renderMatrix(cells, releases)).toMatchInlineSnapshot(`
    "test               22.23.3  24.0.0
    a.test.ts > pools  clean    leaking 72 B
    "
  `);
});

test("the same release on two platforms is two columns", () => {
  const files = [
    write("1.json", columnsOf("24.0.0", "clean")),
    write("2.json", columnsOf("24.0.0", "leaking", "darwin-arm64")),
  ];

  expect(collectColumns(files)).toMatchObject({
    platform: "linux-x64, darwin-arm64",
    releases: ["24.0.0 linux-x64", "24.0.0 darwin-arm64"],
  });
});

test("files of another command, or of another kind, are refused by name", async () => {
  const one = write("1.json", columnsOf("24.0.0", "clean"));
  const other = write("2.json", { ...columnsOf("24.0.0", "clean"), command: ["jest"] });
  await writeFile(join(folder, "3.json"), "[]");

  expect(() => collectColumns([one, other])).toThrow(`2.json is of another command (jest) than`);
  expect(() => collectColumns([join(folder, "3.json")])).toThrow("3.json is not what `leakproof matrix --json` writes");
});

test("work is done so many at a time, and its results are in order", async () => {
  let [running, most] = [0, 0];

  const results = await inParallel([30, 5, 20, 1], 2, async (milliseconds) => {
    most = Math.max(most, ++running);
    await wait(milliseconds);
    running--;
    return milliseconds;
  });

  expect(results).toEqual([30, 5, 20, 1]);
  expect(most).toBe(2);
});

test("an error is told once what is under way has ended", async () => {
  const done: number[] = [];
  const failing = inParallel([0, 1, 2, 3], 2, async (item) => {
    await wait(5 * item);
    if (item === 0) throw new Error("no network");
    done.push(item);
  });

  await expect(failing).rejects.toThrow("no network");
  expect(done).toEqual([1, 2, 3]);
});
