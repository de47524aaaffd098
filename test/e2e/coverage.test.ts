import { expect, test } from "vitest";
import { runVitest } from "./run-vitest.ts";

test.each([3, 4, 5] as const)("verdicts in Vitest %i are the same under coverage", async (vitest) => {
  const { tests, output } = await runVitest({
    fixture: "judge",
    vitest,
    args: ["--coverage.enabled", "--coverage.provider=v8", "--coverage.reporter=text"],
  });

  expect(output).toContain("sessions.ts");
  expect(Object.entries(tests).map(([name, { records }]) => [name, records[0]?.verdict.kind])).toEqual([
    ["a sync body that leaks", "leaking"],
    ["a sync body that is clean", "clean"],
    ["an async body that leaks", "leaking"],
    ["an async body that is clean", "clean"],
  ]);
});
