import type { HuntEntry, NotJudgedReason } from "@leakproof/core/runner";
import picocolors from "picocolors";
import { expect, test } from "vitest";
import { summarize } from "../../src/hunt/summarize.ts";
import { renderHunt } from "../../src/report/render-hunt.ts";
import { CLEAN, IN_DOUBT, leakOf, recordOf } from "./leak-of.ts";

const file = "/project/a.test.ts";

const begun = (name: string): HuntEntry => ({ version: 1, kind: "begun", subject: { file, test: name } });

const notJudged = (name: string, reason: NotJudgedReason): HuntEntry => ({
  version: 1,
  kind: "not judged",
  subject: { file, test: name },
  reason,
});

const ENTRIES: readonly HuntEntry[] = [
  { version: 1, kind: "files", files: [file, "/project/broken.test.ts"] },
  { version: 1, kind: "file", file, tests: 7 },
  notJudged("skipped", { kind: "skipped" }),
  begun("small leak"),
  recordOf("small leak", leakOf(40)),
  begun("large leak"),
  recordOf("large leak", leakOf(2000)),
  begun("clean"),
  recordOf("clean", CLEAN),
  begun("in doubt"),
  recordOf("in doubt", IN_DOUBT),
  begun("once"),
  notJudged("once", { kind: "not repeatable", run: 2, message: "the port is taken" }),
  begun("cut off"),
];

const setting = {
  colors: picocolors.createColors(false),
  cwd: "/project",
  seconds: 3,
  log: "hunt.ndjson",
  cutShort: undefined,
};

test("leaks are ranked by what a run leaves, and what has no verdict is told apart", () => {
  const {
    leaks,
    doubtful,
    clean,
    notJudged: others,
    interrupted,
    incomplete,
    files,
    tests,
  } = summarize(ENTRIES, "/project");

  expect(leaks.map((leak) => [leak.test, leak.bytesPerRun])).toEqual([
    ["a.test.ts > large leak", 2000],
    ["a.test.ts > small leak", 40],
  ]);
  expect(doubtful.map((doubt) => doubt.test)).toEqual(["a.test.ts > in doubt"]);
  expect(clean).toBe(1);
  expect(others.map(({ reason }) => reason.kind)).toEqual(["skipped", "not repeatable"]);
  expect(interrupted).toEqual(["a.test.ts > cut off"]);
  expect(incomplete).toEqual([{ file: "a.test.ts", missing: 2 }]);
  expect([files, tests]).toEqual([1, 7]);
});

test("a hunt that was resumed has nothing missing when all tests are told in the end", () => {
  const entries: readonly HuntEntry[] = [
    { version: 1, kind: "file", file, tests: 2 },
    recordOf("one", CLEAN),
    begun("two"),
    { version: 1, kind: "file", file, tests: 2 },
    begun("two"),
    recordOf("two", CLEAN),
  ];

  expect(summarize(entries, "/project")).toMatchObject({ clean: 2, interrupted: [], incomplete: [], tests: 2 });
});

test("the report ranks the leaks, shows each, and says what it does not know", () => {
  const text = renderHunt(summarize(ENTRIES, "/project"), { ...setting, cutShort: "Interrupted." });

  expect(text).toMatchInlineSnapshot(`
    "Interrupted.

    2 of 4 tests leak, 1 in doubt.

        per run  test
    1.  2 kB     a.test.ts > large leak
    2.  40 B     a.test.ts > small leak

    1. a.test.ts > large leak

    Expected: 0 B per call
    Received: 2 kB per call (heap 2 kB)

    Cost: 6 rounds, 660 calls, 9 collections, 0 snapshots, 84 ms

    2. a.test.ts > small leak

    Expected: 0 B per call
    Received: 40 B per call (heap 40 B)

    Cost: 6 rounds, 660 calls, 9 collections, 0 snapshots, 84 ms

    In doubt; a longer --time-per-test may tell:
      a.test.ts > in doubt
        Only 2 rounds fitted into the time.

    Cannot be repeated, so not judged:
      a.test.ts > once
        fails on run 2: the port is taken

    Missing:
      a.test.ts > cut off
        the run ended while it was repeated
      a.test.ts: 2 tests without a verdict

    Of these files no test was seen: they did not load, skip all tests, or run in an environment without Leakproof.
      broken.test.ts

    Not judged: 1 skipped. 1 file, 3.0 s. Log: hunt.ndjson

    Go on with: leakproof hunt --resume hunt.ndjson
    "
  `);
});

test("the report of a clean suite is short", () => {
  const entries: readonly HuntEntry[] = [{ version: 1, kind: "file", file, tests: 1 }, recordOf("one", CLEAN)];

  const text = renderHunt(summarize(entries, "/project"), setting);

  expect(text).toMatchInlineSnapshot(`
    "No leak found in 1 test.

    1 file, 3.0 s. Log: hunt.ndjson
    "
  `);
});
