import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { readBaselineFile, writeBaselineFile } from "../../src/baseline-file.ts";
import { type Baseline, type BaselineEntry, baselineKey, entriesFor, HISTORY } from "../../src/budget/baseline.ts";
import { formatBaseline } from "../../src/budget/format-baseline.ts";
import { acceptValue, mergeEntries } from "../../src/budget/merge-entries.ts";
import { parseBaseline } from "../../src/budget/parse-baseline.ts";
import { messageOf } from "./message-of.ts";

const folder = mkdtempSync(join(tmpdir(), "baseline-"));
afterAll(() => rmSync(folder, { recursive: true }));

const keyOf = (file: string, node = 24): string => baselineKey({ file, node, platform: "linux-x64" });
const entry: BaselineEntry = { bytes: 512_000, noiseBytes: 2048, updates: 2, history: [500_000] };
const read = (text: string): Baseline => parseBaseline(text, "leakproof.baseline.json");

/** An entry that came about by accepting values one after the other. */
const entries = fc
  .array(fc.record({ bytes: fc.integer({ min: -1e6, max: 1e9 }), noise: fc.nat(1e6) }), { minLength: 1, maxLength: 30 })
  .map(([first, ...rest]): BaselineEntry => {
    const start: BaselineEntry = { bytes: first?.bytes ?? 0, noiseBytes: first?.noise ?? 0, updates: 1, history: [] };
    return rest.reduce<BaselineEntry>((before, { bytes, noise }) => acceptValue(before, bytes, noise), start);
  });
const baselines = fc
  .dictionary(fc.string({ minLength: 1 }), entries, { maxKeys: 5 })
  .map((suites): Baseline => new Map(Object.entries(suites).map(([file, one]) => [keyOf(file), one])));

test("the file is sorted by path, major and platform, one line per entry", () => {
  const baseline = new Map([
    [keyOf("src/b.test.ts"), entry],
    [keyOf("src/a.test.ts", 24), { bytes: -10, noiseBytes: 0, updates: 1, history: [] }],
    [keyOf("src/a.test.ts", 9), entry],
  ]);

  expect(formatBaseline(baseline)).toMatchInlineSnapshot(`
    "{ "version": 1

    , "src/a.test.ts | Node 9 | linux-x64": { "bytes": 512000, "noise": 2048, "updates": 2, "history": [500000] }

    , "src/a.test.ts | Node 24 | linux-x64": { "bytes": -10, "noise": 0, "updates": 1, "history": [] }

    , "src/b.test.ts | Node 24 | linux-x64": { "bytes": 512000, "noise": 2048, "updates": 2, "history": [500000] }

    }
    "
  `);
});

test("what was written is read again, whatever the paths, and is JSON", () => {
  fc.assert(
    fc.property(baselines, (baseline) => {
      const text = formatBaseline(baseline);

      expect(new Map(read(text))).toEqual(new Map(baseline));
      expect(formatBaseline(read(text))).toBe(text);
      expect(Object.keys(JSON.parse(text) as object).length).toBe(baseline.size + 1);
    }),
  );
});

test("a file that a formatter or an editor of Windows has touched is read alike", () => {
  const text = formatBaseline(new Map([[keyOf("a.test.ts"), entry]]));

  expect(read(JSON.stringify(JSON.parse(text), undefined, 2))).toEqual(read(text));
  expect(read(JSON.stringify(JSON.parse(text)))).toEqual(read(text));
  expect(read(`\uFEFF${text.replaceAll("\n", "\r\n")}`)).toEqual(read(text));
});

test("merging is the same in every order, and merging again changes nothing", () => {
  fc.assert(
    fc.property(entries, entries, entries, (a, b, c) => {
      expect(mergeEntries(a, b)).toEqual(mergeEntries(b, a));
      expect(mergeEntries(mergeEntries(a, b), c)).toEqual(mergeEntries(a, mergeEntries(b, c)));
      expect(mergeEntries(a, a)).toEqual(a);
    }),
  );
});

test("a merged entry accepts what either branch accepted, and remembers no more than it may", () => {
  fc.assert(
    fc.property(entries, entries, (a, b) => {
      const { bytes, noiseBytes, history } = mergeEntries(a, b);

      expect(bytes).toBe(Math.max(a.bytes, b.bytes));
      expect(noiseBytes).toBe(Math.max(a.noiseBytes, b.noiseBytes));
      expect(history.length).toBe(Math.max(a.history.length, b.history.length));
      expect(history.length).toBeLessThanOrEqual(HISTORY);
    }),
  );
});

describe("two branches that Git merges", () => {
  const base = new Map(["a", "b", "c", "d"].map((name) => [keyOf(`${name}.test.ts`), entry]));
  const withEntry = (name: string, bytes: number): Baseline =>
    new Map([...base, [keyOf(`${name}.test.ts`), acceptValue(entry, bytes, 2048)]]);

  // With `--union`, as Git does where .gitattributes says merge=union.
  const merge = (ours: Baseline, theirs: Baseline, ...options: readonly string[]): Baseline => {
    const paths = [ours, base, theirs].map((baseline, index) => {
      const path = join(folder, `${index}.json`);
      writeFileSync(path, formatBaseline(baseline));
      return path;
    });
    return read(execFileSync("git", ["merge-file", "--stdout", "--quiet", ...options, ...paths], { encoding: "utf8" }));
  };

  test("do not conflict where each changed another entry, be they next to each other", () => {
    const merged = merge(withEntry("b", 600_000), withEntry("c", 700_000));

    expect(merged.get(keyOf("b.test.ts"))?.bytes).toBe(600_000);
    expect(merged.get(keyOf("c.test.ts"))?.bytes).toBe(700_000);
    expect(merged.get(keyOf("a.test.ts"))).toEqual(entry);
  });

  test("do not conflict where one adds an entry and the other changes the one before it", () => {
    const merged = merge(withEntry("e", 600_000), withEntry("c", 700_000));

    expect(merged.get(keyOf("e.test.ts"))?.bytes).toBe(600_000);
    expect(merged.get(keyOf("c.test.ts"))?.bytes).toBe(700_000);
  });

  test("are both heeded with merge=union where both added at one place", () => {
    const merged = merge(withEntry("b1", 600_000), withEntry("b2", 700_000), "--union");

    expect(new Set([...merged.keys()].map((key) => key.split(".")[0]))).toEqual(
      new Set(["a", "b", "b1", "b2", "c", "d"]),
    );
  });

  test("give one entry with merge=union where both changed the same", () => {
    const merged = merge(withEntry("b", 600_000), withEntry("b", 700_000), "--union");

    expect(merged.get(keyOf("b.test.ts"))).toEqual({
      ...entry,
      bytes: 700_000,
      updates: 3,
      history: [500_000, 512_000],
    });
  });
});

test("a file that is wrong is told with the line and what is wrong there", () => {
  const good = formatBaseline(new Map([[keyOf("a.test.ts"), entry]]));
  const told = (from: string | RegExp, to: string): string => messageOf(() => read(good.replace(from, to)));

  expect(told("512000", "half")).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 3: expected an entry on one line, as in , "a.test.ts | Node 24 | linux-x64": { "bytes": 512000, "noise": 2048, "updates": 1, "history": [] }"`,
  );
  expect(told("512000", '"512 kB"')).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 3: "bytes" has to be a whole number"`,
  );
  expect(told('"noise"', '"noize"')).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 3: there is no "noize" in an entry: it has bytes, noise, updates, history"`,
  );
  expect(told("2048", "-1")).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 3: "noise" has to be a whole number of at least 0"`,
  );
  expect(told('"updates": 2', '"updates": 1')).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 3: "history" has more values than there were updates before this one"`,
  );
  expect(told(" | Node 24 | linux-x64", "")).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 3: "a.test.ts" names no suite: expected for example "a.test.ts | Node 24 | linux-x64""`,
  );
  expect(told('"version": 1', '"version": 2')).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 1: the file is of format 2, this release of Leakproof reads 1: take a later one"`,
  );
  expect(told('"version": 1', "")).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json: there is no "version": this is no baseline of Leakproof"`,
  );
  expect(told(/\n}\n$/, "")).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json: the file ends before its closing }"`,
  );
  expect(told("\n,", "\n<<<<<<< HEAD\n,")).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json, line 3: Git left a conflict here: delete the lines of <<<<<<<, ======= and >>>>>>>, and keep the others: an entry that stands there twice is merged"`,
  );
  expect(messageOf(() => read(""))).toMatchInlineSnapshot(
    `"TypeError: leakproof.baseline.json: the file ends before its closing }"`,
  );
});

test("the entries of one sort of runtime are found by path", () => {
  const baseline = new Map([
    [keyOf("a | b.test.ts", 24), entry],
    [keyOf("c.test.ts", 22), entry],
  ]);

  expect(entriesFor(baseline, { node: 24, platform: "linux-x64" })).toEqual({ "a | b.test.ts": entry });
});

test("a file is written whole, leaves nothing beside it, and is left alone where nothing changed", () => {
  const path = join(folder, "leakproof.baseline.json");
  const baseline = new Map([[keyOf("a.test.ts"), entry]]);

  expect(readBaselineFile(path)).toBeUndefined();
  expect(writeBaselineFile(path, baseline)).toBe(true);
  expect(writeBaselineFile(path, baseline)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe(formatBaseline(baseline));
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("a file that can't be read or written is named as the user calls it", () => {
  expect(messageOf(() => readBaselineFile(folder, "the.json"))).toMatch(
    /^TypeError: the\.json: the baseline can't be read: EISDIR/,
  );
  expect(messageOf(() => writeBaselineFile(join(folder, "no", "such.json"), new Map(), "such.json"))).toMatch(
    /^TypeError: such\.json: the baseline can't be written: ENOENT/,
  );
});
