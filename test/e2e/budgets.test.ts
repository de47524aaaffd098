import { describe, expect, test } from "vitest";
import type { VitestMajor } from "./install-hosts.ts";
import { runVitest } from "./run-vitest.ts";

/** What Leakproof told of the whole run. */
const told = (output: string): string =>
  output
    .split("\n")
    .filter(
      (line, index, lines) => line.startsWith("leakproof: ") || lines[index - 1]?.startsWith("leakproof: 1 known"),
    )
    .join("\n");

describe.each<VitestMajor>([3, 4, 5])("in Vitest %i", (vitest) => {
  test("a budget that no test file has fails the run, and a known leak that matched nothing is listed", async () => {
    const { exitCode, output, tests } = await runVitest({
      fixture: "budgets",
      vitest,
      args: ["--config", "misspelt.config.ts"],
    });

    expect(Object.values(tests).map(({ status }) => status)).toEqual(["passed", "passed"]);
    expect(exitCode).toBe(1);
    expect(told(output)).toMatchInlineSnapshot(`
      "leakproof: budgets[1].files: "src/apy/**" matches none of 2 test files: the nearest is "src/api/users.test.ts"
      leakproof: budgets[1].files: "src/jobs" matches none of 2 test files: did you mean "src/jobs/**"?
      leakproof: 1 known leak matched nothing in this run. Delete what is mended:
        Telegraph (sends until #12, until 2099-12-31)"
    `);
  });
});

test("a project whose budgets all have test files is left alone, also where only some of them run", async () => {
  const whole = await runVitest({ fixture: "budgets", vitest: 5 });
  const part = await runVitest({ fixture: "budgets", vitest: 5, args: ["src/jobs"] });

  expect([whole.exitCode, told(whole.output)]).toEqual([0, ""]);
  expect([part.exitCode, told(part.output)]).toEqual([0, ""]);
});
