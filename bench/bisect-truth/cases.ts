/** A leak of Node with its answer, and the test that shows it in the example `runtime-upgrade`. */
export interface TruthCase {
  readonly name: "signals" | "stores";
  /** What the command is asked for, besides the test. */
  readonly args: readonly string[];
  /** Every change, as it has to be named. */
  readonly changes: readonly string[];
  /** The source of the test; it leaks in the share of runs that SHOWN names. */
  readonly test: string;
}

const IS_SHOWN = `const isShown = Math.random() < Number(process.env["SHOWN"] ?? "1");`;

export const TRUTH_CASES: readonly TruthCase[] = [
  {
    name: "signals",
    args: ["--good", "20", "--bad", "22.23"],
    changes: ["22.x leaks 22.16.0", "trunk leaks 24.0.0", "trunk clean 26.1.0", "24.x clean 24.16.0"],
    test: `
import { expect, test } from "vitest";
import { handleRequest } from "../src/handle-request.ts";

${IS_SHOWN}

test("a request leaves no workspace behind, now and then", async () => {
  await expect(async () => {
    if (isShown) await handleRequest("acme");
  }).not.toLeakMemory({ budget: "10 kB" });
});
`,
  },
  {
    name: "stores",
    args: ["--find", "fixed", "--bad", "23.11.1", "--good", "26"],
    changes: ["trunk clean 24.0.0"],
    test: `
import { AsyncLocalStorage } from "node:async_hooks";
import { expect, test } from "vitest";

const context = new AsyncLocalStorage<{ readonly payload: readonly number[] }>();
const kept: Promise<void>[] = [];
${IS_SHOWN}

test("a promise that is kept keeps no store", async () => {
  await expect(() => {
    context.run({ payload: Array.from({ length: 1000 }, () => 1.5) }, () => {
      if (isShown) kept.push(new Promise(() => {}));
    });
  }).not.toLeakMemory({ budget: "1 kB" });
});
`,
  },
];
