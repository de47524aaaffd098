import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { HuntEntry } from "../../src/hunt/entry.ts";
import { openHuntLog } from "../../src/hunt/hunt-log.ts";
import { huntEnvironment, requestedHunt } from "../../src/hunt/request.ts";

let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leakproof-hunt-"));
  log = join(folder, "hunt.ndjson");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const skipped = (test: string): HuntEntry => ({
  version: 1,
  kind: "not judged",
  subject: { file: "a.test.ts", test },
  reason: { kind: "skipped" },
});

test("each entry is a line at the end of the log", () => {
  const { add } = openHuntLog({ log, resumeAt: 0 });

  add({ version: 1, kind: "file", file: "a.test.ts", tests: 1 });
  add(skipped("one"));

  expect(readFileSync(log, "utf8")).toBe(
    '{"version":1,"kind":"file","file":"a.test.ts","tests":1}\n' +
      '{"version":1,"kind":"not judged","subject":{"file":"a.test.ts","test":"one"},"reason":{"kind":"skipped"}}\n',
  );
});

test("a test is told as often as earlier runs told tests of its name", () => {
  const first = openHuntLog({ log, resumeAt: 0 });
  first.add(skipped("twice"));
  first.add(skipped("twice"));
  const { isTold } = openHuntLog({ log, resumeAt: statSync(log).size });

  const told = [1, 2, 3].map(() => isTold({ file: "a.test.ts", test: "twice" }));

  expect(told).toEqual([true, true, false]);
});

test("what this run tells, what had only begun, and what was cut off is not told by an earlier run", () => {
  const first = openHuntLog({ log, resumeAt: 0 });
  first.add({ version: 1, kind: "begun", subject: { file: "a.test.ts", test: "begun" } });
  appendFileSync(log, `${JSON.stringify(skipped("cut off")).slice(0, -1)}\n`);
  const { isTold, add } = openHuntLog({ log, resumeAt: statSync(log).size });
  add(skipped("now"));

  const told = ["begun", "cut off", "now"].filter((name) => isTold({ file: "a.test.ts", test: name }));

  expect(told).toEqual([]);
});

test("a request comes through the environment as it is", () => {
  const request = { log: "/hunt.ndjson", resumeAt: 12, timePerTestMs: 500, repeat: 20 };

  expect(requestedHunt(huntEnvironment(request))).toEqual(request);
  expect(requestedHunt({})).toBeUndefined();
  expect(() => requestedHunt({ LEAKPROOF_HUNT: "1" })).toThrow(
    new TypeError("LEAKPROOF_HUNT is set by `leakproof hunt` only: start the hunt with it."),
  );
});
