import * as v from "valibot";
import type { EarlierTests } from "../earlier-tests/list-tests.ts";
import { type Outcome, OUTCOME } from "../trial/outcome.ts";

/** The first line of a log: what was asked, and all that the answer depends on besides the trials. */
export interface Header {
  readonly type: "bisect";
  readonly version: 1;
  /** What the line is made of. */
  readonly axis: Axis;
  /** Over tests: those that ran before the one that leaks, in their order, and that one. */
  readonly earlier?: EarlierTests;
  /** What sets up a commit that was checked out. */
  readonly setup?: string;
  readonly command: readonly string[];
  readonly script?: string;
  /** The runner that is taken in place of the project's own, as in `vitest@3.2.7`. */
  readonly runner?: string;
  readonly platform: string;
  readonly lines: readonly { readonly name: string; readonly releases: readonly string[] }[];
  readonly leaking: string;
  readonly cleanCandidates: readonly string[];
  /** Releases that needed no download when it began. */
  readonly atHand: readonly string[];
  readonly settings: Settings;
  readonly startedAt: string;
}

export type Axis = "releases" | "commits" | "tests";

/** What can be set. */
export interface Settings {
  /** `same`, `any`, or the source of a regular expression. */
  readonly leak: string;
  readonly aboveBytes?: number;
  readonly stopAt: number;
  readonly sweeps: boolean;
  readonly maxTrials: number;
  readonly timeoutMs: number;
  readonly jobs: number;
}

export type Entry =
  | Header
  | TrialEntry
  /** A runtime that was had, and passed the controls. */
  | {
      readonly type: "runtime";
      readonly version: string;
      readonly from: string;
      readonly downloadedBytes: number;
      readonly milliseconds: number;
    }
  /** A release that is left out. */
  | { readonly type: "skip"; readonly version: string; readonly reason: string }
  /** A trial that no longer counts. */
  | { readonly type: "undo"; readonly trial: number };

export interface TrialEntry {
  readonly type: "trial";
  /** From 1. */
  readonly trial: number;
  /** Of a trial that was made elsewhere: collected twice, it counts once. */
  readonly id?: string;
  readonly version: string;
  readonly line: string;
  readonly phase: "ends" | "search" | "sweep";
  readonly outcome: Outcome;
  readonly milliseconds: number;
}

const text = v.string();
const texts = v.array(text);
const TEST = v.object({ file: text, test: text });
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

export const HEADER: v.GenericSchema<unknown, Header> = v.object({
  type: v.literal("bisect"),
  version: v.literal(1),
  axis: v.picklist(["releases", "commits", "tests"]),
  earlier: v.exactOptional(v.object({ tests: v.array(TEST), target: TEST })),
  setup: v.exactOptional(text),
  command: texts,
  script: v.exactOptional(text),
  runner: v.exactOptional(text),
  platform: text,
  lines: v.array(v.object({ name: text, releases: texts })),
  leaking: text,
  cleanCandidates: texts,
  atHand: texts,
  settings: v.object({
    leak: text,
    aboveBytes: v.exactOptional(v.number()),
    stopAt: v.number(),
    sweeps: v.boolean(),
    maxTrials: count,
    timeoutMs: v.number(),
    jobs: count,
  }),
  startedAt: text,
});

export const ENTRY: v.GenericSchema<unknown, Entry> = v.union([
  HEADER,
  v.object({
    type: v.literal("trial"),
    trial: count,
    id: v.exactOptional(text),
    version: text,
    line: text,
    phase: v.picklist(["ends", "search", "sweep"]),
    outcome: OUTCOME,
    milliseconds: v.number(),
  }),
  v.object({
    type: v.literal("runtime"),
    version: text,
    from: text,
    downloadedBytes: v.number(),
    milliseconds: v.number(),
  }),
  v.object({ type: v.literal("skip"), version: text, reason: text }),
  v.object({ type: v.literal("undo"), trial: count }),
]);
