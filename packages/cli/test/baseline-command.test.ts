import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SuiteRecord } from "@leakproof/core/budget";
import picocolors from "picocolors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type BaselineRequest, type BaselineRun, runBaseline } from "../src/baseline/run-baseline.ts";
import { leakRecord } from "./html/recorded.ts";

const bin = join(import.meta.dirname, "..", "dist", "bin.js");
let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "baseline-command-"));
  for (const name of ["a", "b", "c", "d"]) writeIn(`src/${name}.test.ts`, "");
});
afterEach(() => rmSync(project, { recursive: true }));

function writeIn(name: string, text: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
}

const record = (name: string, heap: number, more: Partial<SuiteRecord> = {}): SuiteRecord => ({
  version: 1,
  kind: "suite",
  subject: { file: join(project, "src", `${name}.test.ts`) },
  verdict: { kind: "within" },
  budget: { origin: "the default" },
  tests: 1,
  retained: { heap, external: 0, arrayBuffers: 0 },
  runnerBytes: 0,
  noiseBytes: 2000,
  phases: [],
  leftOpen: [],
  cost: { collections: 2, milliseconds: 1 },
  runtime: { node: "24.21.0", v8: "13", platform: "linux", arch: "x64" },
  ...more,
});
const writeRecords = (name: string, ...records: readonly unknown[]): void =>
  writeIn(name, records.map((one) => `${JSON.stringify(one)}\n`).join(""));

const given = { baseline: "leakproof.baseline.json", json: false };
const run = (request: Omit<BaselineRequest, "baseline" | "json"> & Partial<BaselineRequest>): BaselineRun =>
  runBaseline({ ...given, ...request }, { cwd: project, colors: picocolors.createColors(false) });
const baseline = (action: BaselineRequest["action"], ...names: readonly string[]): BaselineRun =>
  run({ action, names });
const file = (): string => readFileSync(join(project, "leakproof.baseline.json"), "utf8");

test("the first update writes the file, and the same run is then within it", () => {
  writeRecords("run.ndjson", record("b", 500_000), record("a", 100_000));

  expect(baseline("update", "run.ndjson")).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "Added:
      src/a.test.ts | Node 24 | linux-x64  100 kB  noise 2 kB
      src/b.test.ts | Node 24 | linux-x64  500 kB  noise 2 kB

    2 suites: 2 new; leakproof.baseline.json is written
    ",
    }
  `);
  expect(file()).toMatchInlineSnapshot(`
    "{ "version": 1

    , "src/a.test.ts | Node 24 | linux-x64": { "bytes": 100000, "noise": 2000, "updates": 1, "history": [] }

    , "src/b.test.ts | Node 24 | linux-x64": { "bytes": 500000, "noise": 2000, "updates": 1, "history": [] }

    }
    "
  `);
  expect(baseline("check", "run.ndjson")).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "2 suites: 2 within
    ",
    }
  `);
});

test("what rose, fell, is new, is gone, crept up or was not judged is told, and only what rose fails", () => {
  writeIn(
    "leakproof.baseline.json",
    `{ "version": 1
, "src/a.test.ts | Node 24 | linux-x64": { "bytes": 100000, "noise": 2000, "updates": 4, "history": [70000, 80000, 90000] }
, "src/b.test.ts | Node 24 | linux-x64": { "bytes": 500000, "noise": 2000, "updates": 1, "history": [] }
, "src/c.test.ts | Node 22 | linux-x64": { "bytes": 500000, "noise": 2000, "updates": 1, "history": [] }
, "src/old.test.ts | Node 24 | linux-x64": { "bytes": 500000, "noise": 2000, "updates": 1, "history": [] }
}
`,
  );
  writeRecords("1.ndjson", record("a", 110_000), leakRecord(), record("c", 70_000));
  writeRecords(
    "2.ndjson",
    record("b", 300_000),
    record("d", 1, { verdict: { kind: "inconclusive", reason: "a test failed" } }),
  );

  expect(baseline("check", "1.ndjson", "2.ndjson")).toMatchInlineSnapshot(`
    {
      "exitCode": 1,
      "stderr": "",
      "stdout": "Above the baseline by more than the noise:
      src/a.test.ts | Node 24 | linux-x64  100 kB → 110 kB  +10 kB  noise 2 kB

    Below the baseline: \`leakproof baseline tighten\` keeps it there:
      src/b.test.ts | Node 24 | linux-x64  500 kB → 300 kB  -200 kB  noise 2 kB

    Not in leakproof.baseline.json, and not failed: \`leakproof baseline update\` adds it:
      src/c.test.ts | Node 24 | linux-x64  70 kB  noise 2 kB

    Crept up, update after update:
      src/a.test.ts | Node 24 | linux-x64  70 kB → 110 kB  in 4 steps

    Not judged:
      src/d.test.ts | Node 24 | linux-x64  a test failed

    The test file is no longer there:
      src/old.test.ts | Node 24 | linux-x64

    3 suites: 1 exceeded, 1 improved, 1 new
    ",
    }
  `);
  expect(baseline("check", "2.ndjson", "1.ndjson")).toEqual(baseline("check", "1.ndjson", "2.ndjson"));

  expect(baseline("tighten", "1.ndjson", "2.ndjson")).toMatchInlineSnapshot(`
    {
      "exitCode": 1,
      "stderr": "",
      "stdout": "Above the baseline by more than the noise:
      src/a.test.ts | Node 24 | linux-x64  100 kB → 110 kB  +10 kB  noise 2 kB

    Lowered:
      src/b.test.ts | Node 24 | linux-x64  500 kB → 300 kB  -200 kB  noise 2 kB

    Not in leakproof.baseline.json, and not failed: \`leakproof baseline update\` adds it:
      src/c.test.ts | Node 24 | linux-x64  70 kB  noise 2 kB

    Crept up, update after update:
      src/a.test.ts | Node 24 | linux-x64  70 kB → 110 kB  in 4 steps

    Not judged:
      src/d.test.ts | Node 24 | linux-x64  a test failed

    Removed, the test file is no longer there:
      src/old.test.ts | Node 24 | linux-x64

    3 suites: 1 exceeded, 1 improved, 1 new; leakproof.baseline.json is written
    ",
    }
  `);
  expect(file()).toMatchInlineSnapshot(`
    "{ "version": 1

    , "src/a.test.ts | Node 24 | linux-x64": { "bytes": 100000, "noise": 2000, "updates": 4, "history": [70000,80000,90000] }

    , "src/b.test.ts | Node 24 | linux-x64": { "bytes": 300000, "noise": 2000, "updates": 2, "history": [500000] }

    , "src/c.test.ts | Node 22 | linux-x64": { "bytes": 500000, "noise": 2000, "updates": 1, "history": [] }

    }
    "
  `);

  expect(baseline("update", "1.ndjson", "2.ndjson").exitCode).toBe(0);
  expect(file()).toMatchInlineSnapshot(`
    "{ "version": 1

    , "src/a.test.ts | Node 24 | linux-x64": { "bytes": 110000, "noise": 2000, "updates": 5, "history": [70000,80000,90000,100000] }

    , "src/b.test.ts | Node 24 | linux-x64": { "bytes": 300000, "noise": 2000, "updates": 2, "history": [500000] }

    , "src/c.test.ts | Node 22 | linux-x64": { "bytes": 500000, "noise": 2000, "updates": 1, "history": [] }

    , "src/c.test.ts | Node 24 | linux-x64": { "bytes": 70000, "noise": 2000, "updates": 1, "history": [] }

    }
    "
  `);
  expect(run({ action: "check", names: ["2.ndjson"], json: true }).stdout).toContain('"kind": "within"');
});

test("a suite that is not in the baseline fails only where that is asked for", () => {
  writeRecords("run.ndjson", record("a", 1));
  baseline("update", "run.ndjson");
  writeRecords("run.ndjson", record("a", 1), record("b", 1));

  expect(baseline("check", "run.ndjson").exitCode).toBe(0);
  expect(run({ action: "check", names: ["run.ndjson"], strict: true }).exitCode).toBe(1);
});

test("records of another machine, whichever system it has, are those of the same suites", () => {
  writeRecords("run.ndjson", record("a", 1000));
  baseline("update", "run.ndjson");
  const of = (path: string): SuiteRecord => record("a", 1000, { subject: { file: path } });
  writeRecords("other.ndjson", of("/home/ci/app/src/a.test.ts"), of("D:\\app\\src\\a.test.ts"));

  expect(baseline("check", "other.ndjson").stdout).toBe("1 suite: 1 within\n");
});

test("an update that changes nothing leaves the file alone, and nothing beside it", () => {
  writeRecords("run.ndjson", record("a", 1000));
  baseline("update", "run.ndjson");
  const before = file();

  expect(baseline("update", "run.ndjson").stdout).toBe("1 suite: 1 within; leakproof.baseline.json stays as it is\n");
  expect(file()).toBe(before);
  expect(readdirSync(project).sort((a, b) => (a < b ? -1 : 1))).toEqual([
    "leakproof.baseline.json",
    "run.ndjson",
    "src",
  ]);
});

test("in a folder that is not that of the project nothing is taken for gone", () => {
  writeRecords("run.ndjson", record("a", 1000));
  baseline("update", "run.ndjson");
  const elsewhere = join(project, "src");
  writeIn("src/leakproof.baseline.json", file());
  writeIn("src/run.ndjson", JSON.stringify(record("a", 1000, { subject: { file: "src/a.test.ts" } })));

  const update = (): unknown =>
    runBaseline(
      { ...given, action: "update", names: ["run.ndjson"] },
      { cwd: elsewhere, colors: picocolors.createColors(false) },
    );

  expect(update).toThrow(`None of the suites is below ${elsewhere}, not even src/a.test.ts: run this in the folder`);
  expect(readFileSync(join(elsewhere, "leakproof.baseline.json"), "utf8")).toBe(file());
});

test("an entry whose test file was deleted is removed by the next update", () => {
  writeRecords("run.ndjson", record("a", 1000), record("b", 1000));
  baseline("update", "run.ndjson");
  unlinkSync(join(project, "src", "b.test.ts"));
  writeRecords("run.ndjson", record("a", 1000));

  baseline("update", "run.ndjson");

  expect(file()).not.toContain("src/b.test.ts");
});

test("a mistake is told in one message", () => {
  writeRecords("run.ndjson", record("a", 1));
  const told = (...names: readonly string[]): string => {
    try {
      return baseline("check", ...names).stdout;
    } catch (error) {
      return String(error);
    }
  };

  expect(told("run.ndjson")).toMatchInlineSnapshot(
    `"UserError: There is no baseline leakproof.baseline.json: write one with \`leakproof baseline update <records>\`, and commit it."`,
  );
  expect(told("none.ndjson")).toMatchInlineSnapshot(
    `"UserError: There is no file none.ndjson. The plugin writes records where its option says so, as in leakproof({ records: "leaks.ndjson" }), or where LEAKPROOF_RECORDS does."`,
  );
  writeIn("text.ndjson", "hello\n");
  expect(told("text.ndjson")).toMatchInlineSnapshot(
    `"UserError: text.ndjson is no file of records: line 1 is no JSON. The plugin writes records where its option says so, as in leakproof({ records: "leaks.ndjson" }), or where LEAKPROOF_RECORDS does."`,
  );
  writeIn("leakproof.baseline.json", '{ "version": 1\n\n, "src/a.test.ts": 7\n\n}\n');
  expect(told("run.ndjson")).toMatchInlineSnapshot(
    `"UserError: leakproof.baseline.json, line 3: "src/a.test.ts" names no suite: expected for example "a.test.ts | Node 24 | linux-x64""`,
  );
});

test("where no suite was judged it ends with 4, and a damaged line is named", () => {
  writeIn("run.ndjson", `${JSON.stringify(leakRecord())}\n{"kind": "sui`);

  expect(baseline("check", "run.ndjson")).toMatchInlineSnapshot(`
    {
      "exitCode": 4,
      "stderr": "run.ndjson:2: no record, and left out; all others count.
    No suite was judged: the files hold no record of one. They come from runs under guard, as in leakproof({ guard: "warn" }).
    ",
      "stdout": "",
    }
  `);
});

// A busy machine takes a second and more to start a process.
test("the command takes files and options, and ends with 64 on a mistake", { timeout: 30_000 }, () => {
  writeRecords("run.ndjson", record("a", 1));
  const command = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "baseline", ...args], {
      cwd: project,
      env: { ...process.env, NO_COLOR: "1", LEAKPROOF_RECORDS: "" },
      encoding: "utf8",
    });
    return `${status} ${`${stdout}${stderr}`.trim().split("\n").at(-1)}`;
  };

  expect(command("check")).toMatchInlineSnapshot(
    `"64 Name the files of records, as in \`leakproof baseline check leaks.ndjson\`."`,
  );
  expect(command("update", "--baseline", "other.json", "run.ndjson")).toMatchInlineSnapshot(
    `"0 1 suite: 1 new; other.json is written"`,
  );
  expect(command("check", "--strict", "--baseline", "other.json", "run.ndjson")).toMatchInlineSnapshot(
    `"0 1 suite: 1 within"`,
  );
});

test("what was only estimated from above is not held to be above its entry, and the way to exact values is told", () => {
  writeRecords("first.ndjson", record("a", 100_000), record("b", 100_000));
  baseline("update", "first.ndjson");
  writeRecords("run.ndjson", record("a", 3_000_000, { isEstimate: true }), record("b", 100_000));

  const before = file();

  expect(baseline("check", "run.ndjson")).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "1 of 2 suites was only estimated, from above: with LEAKPROOF_GUARD_EXACT=1 in the environment of the run memory is read exactly.
    ",
      "stdout": "Not judged:
      src/a.test.ts | Node 24 | linux-x64  more than its entry, but only estimated from above

    1 suite: 1 within
    ",
    }
  `);
  expect(baseline("update", "run.ndjson").exitCode).toBe(0);
  expect(file()).toBe(before);
});

test("an exact value counts before one that was estimated from above", () => {
  writeRecords("first.ndjson", record("a", 100_000));
  baseline("update", "first.ndjson");
  writeRecords("estimated.ndjson", record("a", 3_000_000, { isEstimate: true }));
  writeRecords("exact.ndjson", record("a", 200_000));

  const { exitCode, stderr, stdout } = baseline("check", "estimated.ndjson", "exact.ndjson");

  expect([exitCode, stderr]).toEqual([1, ""]);
  expect(stdout).toContain("100 kB → 200 kB");
});
