import { test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { runJest } from "./run-jest.ts";

test.for(combinationsOf<JestMajor>([29, 30], [30]))(
  "in Jest %i an assertion that is awaited in one way or another is",
  async (jest, { expect }) => {
    const { tests, exitCode } = await runJest({ fixture: "jest-misuse", jest, args: ["in-time"] });

    for (const [name, { status, failures }] of Object.entries(tests)) {
      expect.soft({ status, failures }, name).toEqual({ status: "passed", failures: [] });
    }
    expect(Object.keys(tests)).toHaveLength(10);
    expect(exitCode).toBe(0);
  },
);
