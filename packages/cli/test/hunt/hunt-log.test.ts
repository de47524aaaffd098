import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { followLog } from "../../src/hunt/follow-log.ts";
import { beginHuntLog, type HuntHead, readHuntLog } from "../../src/hunt/hunt-log.ts";
import { readLines } from "../../src/records/read-lines.ts";
import { CLEAN, recordOf } from "./leak-of.ts";

let folder: string;
let log: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "leakproof-hunt-"));
  log = join(folder, "new", "hunt.ndjson");
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const head: HuntHead = { version: 1, kind: "hunt", command: ["vitest", "run"], timePerTestMs: 10_000 };
const record = JSON.stringify(recordOf("one", CLEAN));

test("a log holds its head and whatever the workers add", () => {
  expect(beginHuntLog(log, head)).toBe(0);
  appendFileSync(log, `${record}\n`);

  expect(readHuntLog(log)).toMatchObject({ head, entries: [recordOf("one", CLEAN)], damaged: [] });
});

test("a line that a killed worker cut off is left out, and the next run begins a new one", () => {
  beginHuntLog(log, head);
  appendFileSync(log, `${record}\n${record.slice(0, 30)}`);
  expect(readHuntLog(log)).toMatchObject({ entries: [{ kind: "memory" }], damaged: [] });

  const resumeAt = beginHuntLog(log, undefined);
  appendFileSync(log, `${record}\n`);

  expect(resumeAt).toBe(readFileSync(log).length - record.length - 1);
  expect(readHuntLog(log)).toMatchObject({ entries: [{ kind: "memory" }, { kind: "memory" }], damaged: [3] });
});

test("a file that is no log of a hunt is refused", () => {
  expect(() => readHuntLog(join(folder, "none"))).toThrow("There is no log");
  const other = join(folder, "other");
  appendFileSync(other, "{}\n");

  expect(() => readHuntLog(other)).toThrow("is no log of a hunt: its first line is damaged.");
});

test("a report of the log counts its records", () => {
  beginHuntLog(log, head);
  appendFileSync(log, `{"version":1,"kind":"file","file":"a.test.ts","tests":1}\n${record}\n`);

  expect(readLines(readFileSync(log, "utf8"))).toEqual({
    records: [recordOf("one", CLEAN)],
    marks: [],
    damaged: [],
  });
});

test("a followed log gives each line once, when it is whole", () => {
  beginHuntLog(log, head);
  const followed = followLog(log, readFileSync(log).length);
  appendFileSync(log, "äö");
  const before = followed.read();
  appendFileSync(log, "ü\nnext\n");

  expect([before, followed.read(), followed.read()]).toEqual([[], ["äöü", "next"], []]);
});
