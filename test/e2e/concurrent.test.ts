import { beforeAll, describe, expect, test } from "vitest";
import type { VitestMajor } from "./install-hosts.ts";
import { runVitest, type VitestResult } from "./run-vitest.ts";

describe.each<VitestMajor>([3, 4, 5])("in Vitest %i", (vitest) => {
  let result: VitestResult;

  beforeAll(async () => {
    result = await runVitest({ fixture: "misuse", vitest, args: ["concurrent"] });
  });

  test("an assertion in a concurrent test is refused in its line", () => {
    expect(result.tests["concurrent > awaited"]?.failures[0]).toMatchInlineSnapshot(`
      "TypeError: toLeakMemory cannot judge while tests run concurrently

      They share one heap: make this a sequential test (\`test.sequential\`, or no \`concurrent\`).
       ❯ concurrent.test.ts:9:29
            7|   test("awaited", async () => {
            8|     await turn();
            9|     await expect(clean).not.toLeakMemory();
             |                             ^
           10|   });
           11|"
    `);
  });

  test.each(["not awaited", "with the expect of the context"])("also one %s", (name) => {
    expect(result.tests[`concurrent > ${name}`]?.failures).toEqual([
      expect.stringContaining("cannot judge while tests run concurrently"),
    ]);
  });

  test("the policy `warn` lets the test pass and warns", () => {
    expect(result.tests["concurrent > told to warn"]?.status).toBe("passed");
    expect(result.output).toContain("LeakproofWarning");
  });

  test("other tests of the file are not affected", () => {
    expect(result.tests["concurrent > without an assertion"]?.status).toBe("passed");
    expect(result.tests["sequential"]?.status).toBe("passed");
  });
});
