import { describe, expect, test } from "vitest";

import type { NodeMajor, VitestMajor } from "./install-hosts.ts";
import { type Pool, runVitest } from "./run-vitest.ts";
import { withoutNumbers } from "./without-numbers.ts";

interface Combination {
  readonly vitest: VitestMajor;
  readonly node: NodeMajor;
  readonly pool: Pool;
}

// Vitest 5 does not support Node 20.
const everyCombination = ([3, 4, 5] as const).flatMap((vitest) =>
  ([20, 22, 24, 26] as const)
    .filter((node) => vitest < 5 || node > 20)
    .flatMap((node) =>
      (["forks", "threads", "vmForks", "vmThreads"] as const).map((pool) => ({ vitest, node, pool })),
    ),
);

// All of Node 24, and of the others forks and one of the vm pools, taking turns.
const spread = everyCombination.filter(
  ({ vitest, node, pool }) =>
    node === 24 || pool === "forks" || pool === ((vitest + node / 2) % 2 === 0 ? "vmForks" : "vmThreads"),
);

const combinations: readonly Combination[] =
  process.env["LEAKPROOF_MATRIX"] === "all" ? everyCombination : spread;

describe.each(combinations)("Vitest $vitest, Node $node, $pool", ({ vitest, node, pool }) => {
  test("a leak fails with class, count and path, and clean bodies pass", async () => {
    const { tests, recordsFile } = await runVitest({ fixture: "judge", vitest, node, pool });

    const [leak] = tests["a sync body that leaks"]?.failures ?? [];
    expect(withoutNumbers(leak ?? "")).toMatchInlineSnapshot();
    expect(tests["an async body that leaks"]?.failures).toEqual([
      expect.stringContaining("held by module variable `waiting` (Array) in src/downloads.ts:1"),
    ]);
    expect(tests["a sync body that is clean"]).toMatchObject({ status: "passed", failures: [] });
    expect(tests["an async body that is clean"]).toMatchObject({ status: "passed", failures: [] });
    expect(recordsFile.trim().split("\n").map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { subject: { test: "a sync body that leaks" }, verdict: { kind: "leaking" } },
      { subject: { test: "a sync body that is clean" }, verdict: { kind: "clean" } },
      { subject: { test: "an async body that leaks" }, verdict: { kind: "leaking" } },
      { subject: { test: "an async body that is clean" }, verdict: { kind: "clean" } },
    ]);
  });
});
