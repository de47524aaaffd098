import { beforeAll, describe, expect, test } from "vitest";
import { runVitest, type VitestResult } from "./run-vitest.ts";
import { traceIn } from "./trace-in.ts";

describe("in the jsdom environment of Vitest 5", () => {
  let result: VitestResult;

  beforeAll(async () => {
    result = await runVitest({ fixture: "dom", vitest: 5 });
  });

  test("a detached node is called so", () => {
    expect(traceIn(result.tests["a row that is kept after it was removed"]?.failures[0])).toMatchInlineSnapshot(`
      "1 × HTMLTableRowElement (detached) per call, keeping # B per call alive
        held by module variable \`rows\` (Array) in page.test.ts:3
        ┬
        ├─ module (page.test.ts)
        │    Leaking: NO (existed before the calls)
        ├─ module variable \`rows\`: Array (page.test.ts:3)
        │    Leaking: NO (existed before the calls)
        ╰→ [x]: HTMLTableRowElement (detached)
           ~~~
             Leaking: YES (1 born in every call)
        Hint: Every call adds an element to the Array \`rows\`, and none is taken out.
          Take it out when the call is done, or keep only the last few."
    `);
  });

  test("a listener left on the window is called so", () => {
    expect(traceIn(result.tests["a listener that stays on the window"]?.failures[0])).toMatchInlineSnapshot(`
      "1 × closure (anonymous) per call, keeping # B per call alive
        held by \`window\`, of package jsdom #
        ┬
        ├─ window
        │    Leaking: NO (existed before the calls)
        ╰→ event listener for "resize": closure (anonymous) (page.test.ts:18)
           ~~~~~~~~~~~~~~~~~~~~~~~~~~~
             Leaking: YES (1 born in every call)
        Hint: Every call adds a listener for "resize" to \`window\`. Remove it with
          removeEventListener() when the call is done, or add it with a \`signal\` that
          ends with the call."
    `);
  });

  test("a listener that is removed does not leak", () => {
    expect(result.tests["a listener that is removed"]).toMatchObject({ status: "passed", failures: [] });
  });
});
