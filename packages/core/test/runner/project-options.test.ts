import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readDefaults, withDefaults } from "../../src/runner/project-options.ts";

const folder = mkdtempSync(join(tmpdir(), "project-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "known-leaks.json"), '[{ "leak": "Metrics", "reason": "until the scrape" }]');

const metrics = { leak: "Metrics", reason: "until the scrape" };
const sockets = { leak: "Socket", reason: "pooled" };

test("known leaks of a file, relative to the root, come before those of the defaults", () => {
  expect(readDefaults({ knownLeaks: "known-leaks.json", defaults: { calls: 8, ignore: [sockets] } }, folder)).toEqual({
    calls: 8,
    ignore: [metrics, sockets],
  });
});

test("a file that is missing is told with its path", () => {
  expect(() => readDefaults({ knownLeaks: "missing.json" }, folder)).toThrow(
    new RegExp(`${basename(folder)}/missing\\.json: the file of known leaks can't be read`),
  );
});

test("an assertion's own options count before the project's, and known leaks of both do", () => {
  expect(withDefaults({ calls: 4, ignore: [sockets] }, { calls: 8, rounds: 2, ignore: [metrics] })).toEqual({
    calls: 4,
    rounds: 2,
    ignore: [metrics, sockets],
  });
});

test("an assertion without an explanation cannot know leaks", () => {
  expect(withDefaults({ explain: false }, { ignore: [metrics] })).toEqual({ explain: false, ignore: [] });
});

test("what is no list is left to the matcher to refuse", () => {
  const wrong = 5 as never;

  expect(withDefaults({ ignore: wrong }, { ignore: [metrics] })).toEqual({ ignore: 5 });
});
