import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readIgnoreFile } from "../src/ignore-file.ts";

const folder = mkdtempSync(join(tmpdir(), "known-leaks-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fileWith = (text: string): string => {
  const path = join(folder, "known-leaks.json");
  writeFileSync(path, text);
  return path;
};

const messageFor = (text: string): string => {
  const path = fileWith(text);
  try {
    return JSON.stringify(readIgnoreFile(path));
  } catch (error) {
    return String(error).replaceAll(path, "known-leaks.json");
  }
};

test("entries become those of the option ignore", () => {
  const path = fileWith('[{ "leak": "MetricsRegistry", "reason": "until the scrape: #412" }]');

  expect(readIgnoreFile(path)).toEqual([{ leak: "MetricsRegistry", reason: "until the scrape: #412" }]);
});

test("an entry may say how much and how long", () => {
  const entry = { leak: "Socket", reason: "pooled", count: 2, expires: "2028-02-29" };

  expect(readIgnoreFile(fileWith(JSON.stringify([entry])))).toEqual([entry]);
});

test.each([
  ["{", /^TypeError: known-leaks\.json: the file of known leaks is not JSON: /],
  ["{}", /^TypeError: known-leaks\.json: expected a list of known leaks, received an object$/],
  ["[1]", /^TypeError: known-leaks\.json: entry 1: expected { "leak": "…", "reason": "…" }, received 1$/],
  [
    '[{ "leak": "A", "reason": "b" }, { "leak": "Socket" }]',
    /^TypeError: known-leaks\.json: entry 2: ignore: the entry for Socket has no reason: say why this leak is no matter$/,
  ],
  ['[{ "leak": "", "reason": "b" }]', /entry 1: ignore: leak must be a text or a pattern, received ""$/],
  [
    '[{ "leak": "A", "raeson": "b" }]',
    /entry 1: there is no "raeson": an entry has leak and reason, and may have count and expires$/,
  ],
  [
    '[{ "leak": "A", "reason": "b", "count": 0 }]',
    /entry 1: ignore: count of the entry for A must be a number above 0, received 0$/,
  ],
  [
    '[{ "leak": "A", "reason": "b", "expires": "2026-02-30" }]',
    /entry 1: ignore: expires of the entry for A must be a day such as "2026-12-31", received "2026-02-30"$/,
  ],
  ['[{ "leak": "A", "reason": "b", "expires": "soon" }]', /must be a day such as "2026-12-31", received "soon"$/],
])("%s is refused, with the place", (text, message) => {
  expect(messageFor(text)).toMatch(message);
});

test("a file that is missing is named", () => {
  expect(() => readIgnoreFile("no/such/file.json")).toThrow(
    /^no\/such\/file\.json: the file of known leaks can't be read: ENOENT/,
  );
});
