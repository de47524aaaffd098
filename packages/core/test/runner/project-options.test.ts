import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readDefaults } from "../../src/runner/project-options.ts";
import { withDefaults } from "../../src/runner/with-defaults.ts";

const folder = mkdtempSync(join(tmpdir(), "project-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "known-leaks.json"), '[{ "leak": "Metrics", "reason": "until the scrape" }]');

const metrics = { leak: "Metrics", reason: "until the scrape" };
const sockets = { leak: "Socket", reason: "pooled" };

test("known leaks of a file, relative to the root, come before those of the defaults, for memory and pending work", () => {
  const options = {
    knownLeaks: "known-leaks.json",
    defaults: { calls: 8, ignore: [sockets] },
    asyncOps: { grace: 1000 },
  };

  expect(readDefaults(options, folder)).toEqual({
    toLeakMemory: { calls: 8, ignore: [metrics, sockets] },
    toLeakAsyncOps: { grace: 1000, ignore: [metrics] },
  });
});

test("a file that is missing is told with its path", () => {
  expect(() => readDefaults({ knownLeaks: "missing.json" }, folder)).toThrow(
    new RegExp(`${basename(folder)}/missing\\.json: the file of known leaks can't be read`),
  );
});

const defaults = {
  toLeakMemory: { calls: 8, rounds: 2, ignore: [metrics] },
  toLeakAsyncOps: { unref: true, ignore: [metrics] },
};

test("an assertion's own options count before the project's, and known leaks of both do", () => {
  expect(withDefaults("toLeakMemory", { calls: 4, ignore: [sockets] }, defaults)).toEqual({
    calls: 4,
    rounds: 2,
    ignore: [metrics, sockets],
  });
  expect(withDefaults("toLeakAsyncOps", { calls: 4 }, defaults)).toEqual({ calls: 4, unref: true, ignore: [metrics] });
  expect(withDefaults("toBeCollected", { grace: 10 }, defaults)).toEqual({ grace: 10 });
});

test("an assertion on memory without an explanation cannot know leaks", () => {
  expect(withDefaults("toLeakMemory", { explain: false }, defaults)).toMatchObject({ explain: false, ignore: [] });
  expect(withDefaults("toLeakAsyncOps", { explain: false }, defaults)).toMatchObject({ ignore: [metrics] });
});

test("what is no list is left to the matcher to refuse", () => {
  const wrong = 5 as never;

  expect(withDefaults("toLeakMemory", { ignore: wrong }, defaults)).toMatchObject({ ignore: 5 });
});
