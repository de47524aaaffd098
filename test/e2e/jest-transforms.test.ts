import { test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { runJest } from "./run-jest.ts";

const JESTS = combinationsOf<JestMajor>([29, 30], [30]);

const combinations = JESTS.flatMap((jest) => ["babel-jest", "ts-jest"].map((transform) => ({ jest, transform })));

// The matrix runs on @swc/jest.
test.for(combinations)(
  "Jest $jest with $transform: positions are those of the TypeScript files",
  async ({ jest, transform }, { expect }) => {
    const args = [`--config=${transform}.config.js`, "--testNamePattern=a sync body that leaks"];

    const { tests } = await runJest({ fixture: "jest-judge", jest, args });

    const [leak = ""] = tests["a sync body that leaks"]?.failures ?? [];
    expect(leak).toContain("held by module variable `sessions` (Map) in src/sessions.ts:10");
    expect(leak).toContain("created in login (src/sessions.ts:13)");
    expect(leak).toContain("╰→ Map value: Session (src/sessions.ts:5)");
    expect(leak).toMatch(/^> {2}7 \| {3}\}\)\.not\.toLeakMemory\(\);$/m);
  },
);

test.for(JESTS)("Jest %i: ES modules are judged alike", async (jest, { expect }) => {
  const { tests } = await runJest({ fixture: "jest-esm", jest, nodeArgs: ["--experimental-vm-modules"] });

  const [leak = ""] = tests["a body that leaks"]?.failures ?? [];
  expect(leak).toContain("1 × Session per call");
  expect(leak).toContain("held by module variable `sessions` (Map) in src/sessions.mjs:9");
  expect(leak).toContain("created in login (src/sessions.mjs:12)");
  expect(tests["a body that is clean"]?.status).toBe("passed");
  expect(tests["not awaited"]?.failures).toEqual([expect.stringContaining("was not awaited")]);
});
