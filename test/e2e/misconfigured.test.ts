import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { installNode, installVitest, type JestMajor, type VitestMajor } from "./install-hosts.ts";
import { type FinishedRun, runFixture } from "./run-fixture.ts";
import { runJest } from "./run-jest.ts";

describe.each<VitestMajor>([3, 4, 5])("Vitest %i does not start", (vitest) => {
  test.each([
    ["option", 'leakproof: there is no option "recrods": did you mean records?'],
    ["known-leaks", "missing.json: the file of known leaks can't be read"],
    ["baseline", "passes.test.ts, line 1: expected an entry on one line"],
  ])("with a mistake in %s.config.ts, and tells it without a stack", async (name, message) => {
    const { exitCode, printed } = await start(vitest, `${name}.config.ts`);

    expect(exitCode).toBe(1);
    expect(printed.split(message)).toHaveLength(2);
    expect(printed).not.toMatch(/^ +at /m);
  });
});

describe.each<JestMajor>([29, 30])("Jest %i", (jest) => {
  test.each([
    ["known leaks", { knownLeaks: "missing.json" }, "missing.json: the file of known leaks can't be read"],
    ["a baseline", { baseline: "jest.config.js" }, "jest.config.js, line 1: expected an entry on one line"],
  ])("fails each file, and ends its run, where %s can't be read", async (_, leakproof, message) => {
    const { exitCode, output } = await runJest({
      fixture: "jest-judge",
      jest,
      args: [
        `--testEnvironmentOptions=${JSON.stringify({ leakproof })}`,
        "--reporters=default",
        "--reporters=@leakproof/jest-env/reporter",
      ],
    });

    expect(exitCode).toBe(1);
    expect(output).toContain(message);
    expect(output).toMatch(/^Test Suites: 1 failed, 1 total$/m);
    expect(output).not.toMatch(/^ +at /m);
  });
});

async function start(vitest: VitestMajor, config: string): Promise<FinishedRun> {
  const host = await installVitest(vitest);
  return runFixture(
    {
      fixture: "misconfigured",
      host,
      executable: await installNode(24),
      args: [join(host, "node_modules", "vitest", "vitest.mjs"), "run", `--config=${config}`],
    },
    (run) => Promise.resolve(run),
  );
}
