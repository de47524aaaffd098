import { toJsonSchema } from "@valibot/to-json-schema";
import { expect, test } from "vitest";
import { describeMismatch, PRINTED_ANSWER } from "../src/bisect/answer-schema.ts";
import { type Answer, answerOf } from "../src/bisect/answer.ts";
import { foldLog } from "../src/bisect/fold-log.ts";
import type { Entry, Header } from "../src/log/entries.ts";
import { COLUMNS } from "../src/matrix/column-file.ts";
import { nextTrial } from "../src/survey/next-trial.ts";
import type { Outcome } from "../src/trial/outcome.ts";

const HEADER: Header = {
  type: "bisect",
  version: 1,
  axis: "releases",
  command: ["vitest", "run"],
  platform: "linux-x64",
  lines: [{ name: "semver", releases: ["20.0.0", "21.0.0", "22.0.0", "23.0.0", "24.0.0", "25.0.0"] }],
  leaking: "25.0.0",
  cleanCandidates: ["20.0.0"],
  atHand: [],
  settings: { leak: "same", stopAt: 0.99, sweeps: true, maxTrials: 400, timeoutMs: 1000, jobs: 1 },
  startedAt: "2026-01-01T00:00:00.000Z",
};

function answerAfter(header: Header, most: number, leaks: (version: string) => boolean): Answer {
  const entries: Entry[] = [];
  for (let trial = 1; ; trial++) {
    const bisection = foldLog(header, entries);
    const step = nextTrial(bisection.question);
    if (step.kind !== "try" || trial > most)
      return answerOf({ why: step.kind === "try" ? "interrupted" : "answered", step, bisection }, "log.jsonl");
    const { version, line, phase } = step;
    const outcome: Outcome = leaks(version)
      ? { kind: "leak", bytesPerCall: 60, fingerprints: ["aaaa"], tests: ["a.test.ts > b"] }
      : version === "22.0.0"
        ? { kind: "untestable", reason: "an addon" }
        : { kind: "clean" };
    entries.push({ type: "trial", trial, version, line, phase, outcome, milliseconds: 10 });
  }
}

const earlier = {
  tests: ["a", "b", "c"].map((name) => ({ file: "a.test.ts", test: name })),
  target: { file: "a.test.ts", test: "d" },
};

test("every answer is of the shape that is published, whatever its status and axis", () => {
  const answers = [
    answerAfter(HEADER, 400, (version) => version >= "24.0.0"),
    answerAfter(HEADER, 400, () => false),
    answerAfter(HEADER, 400, () => true),
    answerAfter(HEADER, 6, (version) => version >= "24.0.0"),
    answerAfter(HEADER, 1, () => true),
    answerAfter(
      { ...HEADER, axis: "tests", earlier, lines: [], leaking: "1-3", cleanCandidates: ["alone"] },
      400,
      (subset) => /^1|2/.test(subset) && subset !== "1",
    ),
  ];

  expect(answers.map(({ status }) => status)).toEqual([
    "found",
    "ends do not hold",
    "ends do not hold",
    "interrupted",
    "interrupted",
    "found",
  ]);
  expect(answers[5]?.tests?.needed).toEqual([{ number: 2, file: "a.test.ts", test: "b" }]);
  for (const answer of answers) expect(describeMismatch(answer)).toEqual([]);
});

test("what is no answer is refused", () => {
  const answer = answerAfter(HEADER, 400, (version) => version >= "24.0.0");

  expect(describeMismatch({ ...answer, status: "maybe" })).toEqual([expect.stringMatching(/^status: /)]);
  expect(describeMismatch({ ...answer, extra: 1 })).toEqual([expect.stringMatching(/^extra: /)]);
});

test("the JSON Schemas of the package are those of the code", async () => {
  const write = (schema: Parameters<typeof toJsonSchema>[0]): string =>
    `${JSON.stringify(toJsonSchema(schema, { target: "draft-2020-12" }), undefined, 2)}\n`;

  await expect(write(PRINTED_ANSWER)).toMatchFileSnapshot("../schema/bisect.json");
  await expect(write(COLUMNS)).toMatchFileSnapshot("../schema/matrix.json");
});
