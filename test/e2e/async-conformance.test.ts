import { join } from "node:path";
import { expect, test } from "vitest";
import { asyncCases } from "../conformance/async-cases.ts";
import { runJest } from "./run-jest.ts";
import { runVitest } from "./run-vitest.ts";

const files = { "async-cases.ts": join(import.meta.dirname, "..", "conformance", "async-cases.ts") };

test.each([
  ["Vitest 4 on Node 20", () => runVitest({ fixture: "async-conformance", vitest: 4, node: 20, files })],
  [
    "Vitest 5 on Node 26 in vmThreads",
    () => runVitest({ fixture: "async-conformance", vitest: 5, node: 26, pool: "vmThreads", files }),
  ],
  ["Jest 30 on Node 22", () => runJest({ fixture: "jest-async-conformance", jest: 30, node: 22, files })],
  ["Jest 29", () => runJest({ fixture: "jest-async-conformance", jest: 29, files })],
] as const)("%s sees what every leaky twin leaves behind, and nothing in the clean ones", async (_, run) => {
  const { tests } = await run();

  const wrong = Object.entries(tests).flatMap(([name, { status, failures }]) =>
    (status === "passed") === name.endsWith("clean") ? [] : [`${name}: ${failures.join("\n")}`],
  );
  expect(wrong).toEqual([]);
  expect(Object.keys(tests)).toHaveLength(2 * asyncCases.length);
});
