import picocolors from "picocolors";
import { beforeAll, expect, test } from "vitest";
import { readLines } from "../../src/records/read-lines.ts";
import type { Report } from "../../src/records/report-of.ts";
import { renderGithub } from "../../src/views/github.ts";
import { renderJson } from "../../src/views/json.ts";
import { renderMarkdown } from "../../src/views/markdown.ts";
import { renderNdjson } from "../../src/views/ndjson.ts";
import { renderTerminal } from "../../src/views/terminal.ts";
import { PROJECT, recordRun, reportOn } from "./recorded-run.ts";
import { over, within } from "./suite-records.ts";

let text: string;
let report: Report;
let suites: Report;

beforeAll(async () => {
  text = await recordRun();
  report = reportOn(text);
  suites = reportOn({ records: [within, over], marks: [], damaged: [] });
}, 60_000);

const plain = { colors: picocolors.createColors(false), columns: 80, all: false };

// How long the clock waited is not always the same.
const rounded = (shown: string): string => shown.replaceAll(/within \d+ ms/g, "within 500 ms");

test("the terminal shows what matters, and each leak once", () => {
  const shown = renderTerminal(report, plain);

  expect(rounded(shown)).toMatchInlineSnapshot(`
    "test                                 budget     retained  handles  verdict
    sessions.test.ts
      a login leaves nothing behind           0  200 kB/call        -  leaking
      a visit is kept                         0            0        -  leak expected
    views.test.ts
      a view can be collected                 0       1 of 1        -  leaking
      polling leaves nothing open             0            -        1  leaking
      waiting for a <change> | \`never\`: 100 %
                                              0            0        -  inconclusive

    1 × Buffer per call, keeping 200 kB per call alive
      at service.ts:8 in login
      Held by module variable \`sessions\` (Map) in service.ts:3.
      Every call adds an entry to the Map \`sessions\`, and none is deleted. Delete it
        when the call is done; if the keys are objects, a WeakMap lets go by itself.
      seen by sessions.test.ts > a login leaves nothing behind
      fingerprint 986d2d6062f4

    the result is retained: Object
      at service.ts:27
      Held by variable \`view\` in service.ts:27.
      \`view\` keeps it. Set it to undefined, or to another value, when the object is
        no longer needed.
      seen by views.test.ts > a view can be collected
      fingerprint a4050e1f0345

    1 interval of 60,000 ms left behind
      at service.ts:20 in poll
      Clear it with clearInterval() when the call is done, also when the call fails.
      seen by views.test.ts > polling leaves nothing open

    no leak, although one is expected
      seen by sessions.test.ts > a visit is kept

    inconclusive: Call 1 did not return within 500 ms.
      A body must end by itself. Give the test more time if it is merely slow.
      seen by views.test.ts > waiting for a <change> | \`never\`: 100 %

    3 leaking, 1 leak expected, 1 inconclusive, 1 leaks as expected, 1 clean in 2
    test files
    "
  `);
});

test("the terminal shows everything where that is asked for", () => {
  const [table] = renderTerminal(report, { ...plain, all: true }).split("\n\n");

  expect(table).toMatchInlineSnapshot(`
    "test                             budget     retained  handles  verdict
    sessions.test.ts
      a login is kept                     0  200 kB/call        -  leaks as expected
      a login leaves nothing behind       0  200 kB/call        -  leaking
      a visit is kept                     0            0        -  leak expected
      a visit leaves nothing behind       0            0        -  clean
    views.test.ts
      a view can be collected             0       1 of 1        -  leaking
      polling leaves nothing open         0            -        1  leaking
      waiting for a <change> | \`never\`: 100 %
                                          0            0        -  inconclusive"
  `);
});

test("a test file over its budget says who did it, and where", () => {
  expect(renderTerminal(suites, plain)).toMatchInlineSnapshot(`
    "test              budget  retained  handles  verdict
    test/api.test.ts  512 kB    2.6 MB        1  over

    2.6 MB retained, 512 kB allowed, by the test api > lists users
      at test/api.test.ts:21
      Allowed by budgets[0] of the configuration: the router caches.
      seen by test/api.test.ts

    1 server (127.0.0.1:8080) left behind by beforeAll of api
      at test/api.test.ts:9 in listen
      Close it with close() when the call is done, also when the call fails.
      seen by test/api.test.ts

    1 over, 1 within in 2 test files
    "
  `);
});

test("no line is longer than the terminal is wide", () => {
  const lines = renderTerminal(report, { ...plain, all: true, columns: 60 }).split("\n");

  expect(lines.filter((line) => line.length > 60)).toEqual([]);
});

test("colours come only where they are asked for", () => {
  const colored = renderTerminal(report, { ...plain, colors: picocolors.createColors(true) });

  expect(renderTerminal(report, plain)).not.toContain("\u001B");
  expect(colored).toContain("\u001B[31m");
  // oxlint-disable-next-line no-control-regex -- the escapes are what is looked for
  expect(colored.replaceAll(/\u001B\[\d+m/g, "")).toBe(renderTerminal(report, plain));
});

test("GitHub gets an annotation on the line of the allocation site", () => {
  expect(rounded(renderGithub(report))).toMatchInlineSnapshot(`
    "::error file=service.ts,line=8,col=24,title=1 × Buffer per call%2C keeping 200 kB per call alive::Held by module variable \`sessions\` (Map) in service.ts:3.%0AEvery call adds an entry to the Map \`sessions\`, and none is deleted. Delete it when the call is done; if the keys are objects, a WeakMap lets go by itself.%0ASeen by sessions.test.ts > a login leaves nothing behind.%0AFingerprint 986d2d6062f4
    ::error file=service.ts,line=27,col=9,title=the result is retained%3A Object::Held by variable \`view\` in service.ts:27.%0A\`view\` keeps it. Set it to undefined, or to another value, when the object is no longer needed.%0ASeen by views.test.ts > a view can be collected.%0AFingerprint a4050e1f0345
    ::error file=service.ts,line=20,col=3,title=1 interval of 60%2C000 ms left behind::Clear it with clearInterval() when the call is done, also when the call fails.%0ASeen by views.test.ts > polling leaves nothing open.
    ::error file=sessions.test.ts,title=no leak%2C although one is expected::Seen by sessions.test.ts > a visit is kept.
    ::warning file=views.test.ts,title=inconclusive%3A Call 1 did not return within 500 ms.::A body must end by itself. Give the test more time if it is merely slow.%0ASeen by views.test.ts > waiting for a <change> | \`never\`: 100 %25.
    "
  `);
});

test("GitHub gets paths as seen from the repository", () => {
  const inRepository = {
    ...report,
    places: { ...report.places, inRepository: (file: string) => `packages/a${file.slice(PROJECT.length)}` },
  };

  expect(renderGithub(inRepository)).toContain("::error file=packages/a/service.ts,line=8,col=");
});

test("Markdown has a table, and each message folded", () => {
  const shown = renderMarkdown(report, { all: false });

  expect(shown.slice(0, shown.indexOf("<details>"))).toMatchInlineSnapshot(`
    "## Leakproof: 3 leaking, 1 leak expected, 1 inconclusive, 1 leaks as expected, 1 clean in 2 test files

    | test | budget | retained | handles | verdict |
    | --- | ---: | ---: | ---: | --- |
    | sessions.test.ts > a login leaves nothing behind | 0 | 200 kB/call |  | ❌ leaking |
    | views.test.ts > a view can be collected | 0 | 1 of 1 |  | ❌ leaking |
    | views.test.ts > polling leaves nothing open | 0 |  | 1 | ❌ leaking |
    | sessions.test.ts > a visit is kept | 0 | 0 |  | ❌ leak expected |
    | views.test.ts > waiting for a &lt;change> \\| \\\`never\\\`: 100 % | 0 | 0 |  | ⚠️ inconclusive |

    "
  `);
  expect(shown.match(/<details>.*/g)).toMatchInlineSnapshot(`
    [
      "<details><summary>a login leaves nothing behind: leaking</summary>",
      "<details><summary>a view can be collected: leaking</summary>",
      "<details><summary>polling leaves nothing open: leaking</summary>",
      "<details><summary>a visit is kept: leak expected</summary>",
      "<details><summary>waiting for a &lt;change> | \`never\`: 100 %: inconclusive</summary>",
    ]
  `);
  expect(shown).toContain("held by module variable `sessions` (Map) in service.ts:3");
});

test("Markdown that would not fit leaves out messages, and says how many", () => {
  const shown = renderMarkdown(report, { all: false }, 2000);

  expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(2000);
  expect(shown.trimEnd().split("\n").at(-1)).toBe("The messages of 5 more do not fit in here.");
});

test("JSON holds the sum and all records", () => {
  const { summary, runs, damaged, records } = JSON.parse(renderJson(report)) as {
    readonly summary: unknown;
    readonly runs: unknown;
    readonly damaged: unknown;
    readonly records: readonly unknown[];
  };

  expect(summary).toMatchInlineSnapshot(`
    {
      "counts": {
        "clean": 1,
        "inconclusive": 1,
        "leak expected": 1,
        "leaking": 3,
        "leaks as expected": 1,
        "over": 0,
        "within": 0,
      },
      "files": 2,
      "isIncomplete": false,
    }
  `);
  expect(runs).toMatchObject([{ end: "complete", isIncomplete: false, shard: "1/2", planned: 2, missing: [] }]);
  expect(damaged).toEqual([]);
  expect(records).toEqual(report.records);
});

test("NDJSON is a records file like that of a run", () => {
  const written = renderNdjson(report);

  expect(readLines(written).records).toEqual(report.records);
  expect(readLines(written).marks).toEqual(expect.arrayContaining([...readLines(text).marks]));
  expect(renderNdjson(reportOn(written))).toBe(written);
});
