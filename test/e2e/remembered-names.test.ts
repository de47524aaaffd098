import { expect, test } from "vitest";
import { runVitest } from "./run-vitest.ts";

const NAMES = ["a name that is new in every call", "a name that is added and deleted in every call"];

test("property names that V8 keeps on Node 26 are told, with the line and the flag that stops it", async () => {
  const { tests } = await runVitest({ fixture: "remembered-names", vitest: 5, node: 26 });

  for (const name of NAMES) {
    // Lines are broken where they would be too long.
    const failure = tests[name]?.failures[0]?.replaceAll(/\s+/g, " ");
    expect(failure).toMatch(/held by what V8 remembers for closure \(anonymous\) in remembered-names\.test\.ts:\d+/);
    expect(failure).toContain("node --no-cache-property-key-string-adds stops it");
  }
});

test("the same bodies are clean on Node 24, which keeps none", async () => {
  const { tests } = await runVitest({ fixture: "remembered-names", vitest: 5, node: 24 });

  expect(NAMES.map((name) => tests[name]?.status)).toEqual(["passed", "passed"]);
});
