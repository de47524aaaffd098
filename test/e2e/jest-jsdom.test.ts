import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import type { JestMajor } from "./install-hosts.ts";
import { type JestResult, runJest } from "./run-jest.ts";
import { traceIn } from "./trace-in.ts";

describe.each(combinationsOf<JestMajor>([29, 30], [30]))("in Jest %i", (jest) => {
  let result: JestResult;

  beforeAll(async () => {
    result = await runJest({ fixture: "jest-jsdom", jest });
  });

  const traceOf = (name: string): string => traceIn(result.tests[name]?.failures[0]);

  test.each(["a row that is removed", "a listener that is removed"])("%s does not leak", (name) => {
    expect(result.tests[name]).toMatchObject({ status: "passed", failures: [] });
  });

  test("a detached node is called so, with its class and the variable that keeps it", () => {
    expect(traceOf("a row that is kept after it was removed")).toMatchInlineSnapshot(`
      "1 × HTMLTableRowElement (detached) per call, keeping # B per call alive
        held by module variable \`rows\` (Array) in page.js:1
        ┬
        ├─ module (page.js)
        │    Leaking: NO (existed before the calls)
        ├─ module variable \`rows\`: Array (page.js:1)
        │    Leaking: NO (existed before the calls)
        ╰→ [x]: HTMLTableRowElement (detached)
           ~~~
             Leaking: YES (1 born in every call)
        Hint: Every call adds an element to the Array \`rows\`, and none is taken out.
          Take it out when the call is done, or keep only the last few."
    `);
  });

  test("a node that stays is told with the way to it from the document", () => {
    expect(traceOf("a row that stays in the document")).toMatchInlineSnapshot(`
      "1 × HTMLTableRowElement per call, keeping # B per call alive
        held by element "#list" (HTMLTableElement), of package jsdom #
        ┬
        ├─ document
        │    Leaking: NO (existed before the calls)
        ├─ element "#list": HTMLTableElement
        │    Leaking: NO (existed before the calls)
        ╰→ child node: HTMLTableRowElement
           ~~~~~~~~~~
             Leaking: YES (1 born in every call)
        Hint: Every call adds an HTMLTableRowElement to an HTMLTableElement, and none
          is removed. Take it out of the page with remove() when the call is done."
    `);
  });

  test("a listener left on the window is called so", () => {
    expect(traceOf("a listener that stays on the window")).toMatchInlineSnapshot(`
      "1 × closure (anonymous) per call, keeping # B per call alive
        held by \`window\`, of package jsdom #
        ┬
        ├─ window
        │    Leaking: NO (existed before the calls)
        ╰→ event listener for "resize": closure (anonymous) (page.js:21)
           ~~~~~~~~~~~~~~~~~~~~~~~~~~~
             Leaking: YES (1 born in every call)
        Hint: Every call adds a listener for "resize" to \`window\`. Remove it with
          removeEventListener() when the call is done, or add it with a \`signal\` that
          ends with the call."
    `);
  });

  test("a listener left on the document is called so", () => {
    expect(traceOf("a listener that stays on the document")).toMatchInlineSnapshot(`
      "1 × closure (anonymous) per call, keeping # B per call alive
        held by \`document\`, of package jsdom #
        ┬
        ├─ document
        │    Leaking: NO (existed before the calls)
        ╰→ event listener for "keydown": closure (anonymous) (page.js:21)
           ~~~~~~~~~~~~~~~~~~~~~~~~~~~~
             Leaking: YES (1 born in every call)
        Hint: Every call adds a listener for "keydown" to \`document\`. Remove it with
          removeEventListener() when the call is done, or add it with a \`signal\` that
          ends with the call."
    `);
  });

  test("a listener left on an element is told with the way to it from the document", () => {
    expect(traceOf("a listener that stays on an element")).toMatchInlineSnapshot(`
      "1 × closure (anonymous) per call, keeping # B per call alive
        held by HTMLButtonElement, of package jsdom #
        ┬
        ├─ document
        │    Leaking: NO (existed before the calls)
        ├─ node: HTMLButtonElement
        │    Leaking: NO (existed before the calls)
        ╰→ event listener for "click": closure (anonymous) (page.js:21)
           ~~~~~~~~~~~~~~~~~~~~~~~~~~
             Leaking: YES (1 born in every call)
        Hint: Every call adds a listener for "click" to an HTMLButtonElement. Remove
          it with removeEventListener() when the call is done, or add it with a
          \`signal\` that ends with the call."
    `);
  });
});
