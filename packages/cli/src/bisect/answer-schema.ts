import * as v from "valibot";
import type { Attribution } from "../attribution/attribute.ts";
import type { FlagsFound } from "../attribution/try-flags.ts";
import type { Answer } from "./answer.ts";

/** An answer with what was found out besides. */
interface PrintedAnswer extends Answer {
  readonly attributions?: readonly Attribution[];
  readonly flags?: readonly FlagsFound[];
}

const text = v.string();
const texts = v.array(text);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const probability = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const state = v.picklist(["leaks", "clean"]);
const tally = v.strictObject({ leaks: count, cleans: count });
const TEST_NAME = { file: text, test: text };

const transition = v.strictObject({
  line: text,
  direction: state,
  version: text,
  previous: text,
  confidence: probability,
  evidence: v.strictObject({ version: tally, previous: tally }),
  untestable: texts,
});

const attribution = v.variant("kind", [
  v.strictObject({ kind: v.literal("commit"), version: text, previous: text, description: texts }),
  v.strictObject({
    kind: v.literal("release"),
    version: text,
    previous: text,
    components: v.array(v.strictObject({ name: text, from: text, to: text })),
    changes: v.array(v.strictObject({ text, words: texts })),
    commits: count,
    compare: text,
  }),
]);

/** What `leakproof bisect --json` prints; `schema/bisect.json` of the package says the same as JSON Schema. */
export const PRINTED_ANSWER: v.GenericSchema<unknown, PrintedAnswer> = v.strictObject({
  schema: v.literal(1),
  status: v.picklist(["found", "no change", "ends do not hold", "untestable", "out of trials", "interrupted"]),
  summary: text,
  command: texts,
  platform: text,
  axis: v.picklist(["releases", "commits", "tests"]),
  transitions: v.array(transition),
  lines: v.array(
    v.strictObject({
      line: text,
      oldest: text,
      newest: text,
      begins: state,
      ends: state,
      complete: v.exactOptional(probability),
      transitions: v.array(transition),
    }),
  ),
  range: v.exactOptional(
    v.strictObject({ line: text, direction: state, releases: texts, best: text, confidence: probability }),
  ),
  tests: v.exactOptional(
    v.strictObject({
      target: v.strictObject(TEST_NAME),
      before: count,
      needed: v.array(v.strictObject({ number: count, ...TEST_NAME })),
      confidence: probability,
      evidence: v.strictObject({ needed: tally, alone: tally, all: tally }),
    }),
  ),
  rates: v.strictObject({ leaking: v.exactOptional(probability), clean: v.exactOptional(probability) }),
  skipped: v.array(v.strictObject({ version: text, reason: text })),
  trials: count,
  releasesTried: count,
  downloads: count,
  downloadedBytes: count,
  seconds: v.pipe(v.number(), v.minValue(0)),
  log: text,
  attributions: v.exactOptional(v.array(attribution)),
  flags: v.exactOptional(
    v.array(v.strictObject({ version: text, effect: v.picklist(["stop", "bring back"]), flags: texts, tried: count })),
  ),
});

/** Says where something is not of the shape that is printed; nothing if it is. */
export function describeMismatch(printed: unknown): string[] {
  return (v.safeParse(PRINTED_ANSWER, printed).issues ?? []).map(
    (issue) => `${v.getDotPath(issue) ?? ""}: ${issue.message}`,
  );
}
