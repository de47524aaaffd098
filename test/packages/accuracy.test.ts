import { describe, expect, test } from "vitest";
import type { Entry, Setting, Subject } from "../../bench/accuracy/log.ts";
import { planRuns } from "../../bench/accuracy/plan.ts";
import { figuresOf } from "../../bench/accuracy/tally.ts";

const setting: Setting = { node: 24, runner: "vitest", load: "idle", timeoutMs: 5000 };
const subjects: readonly Subject[] = ["a Map", "a Set"].flatMap((name) =>
  (["leaky", "clean"] as const).map((twin) => ({ kind: "maps", name, twin })),
);

function entry(subject: Subject, verdict: Entry["verdict"], repeat = 1): Entry {
  return { ...subject, ...setting, repeat, verdict, because: "", loadBefore: 0, commit: "c" };
}

describe("a sweep that goes on where its log ends", () => {
  test("has all before it in the first sitting, one repeat after the other", () => {
    expect(planRuns([setting], subjects, 2, []).map(({ repeat, subjects }) => [repeat, subjects.length])).toEqual([
      [1, 4],
      [2, 4],
    ]);
  });

  test("leaves out what has a verdict, and tries again what has none", () => {
    const log = [entry(subjects[0]!, "leaking"), entry(subjects[1]!, "none"), entry(subjects[2]!, "inconclusive")];

    expect(planRuns([setting], subjects, 1, log)).toEqual([
      { ...setting, repeat: 1, kind: "maps", subjects: [subjects[1], subjects[3]] },
    ]);
  });

  test("takes nothing from another setting", () => {
    const log = subjects.map((subject) => entry(subject, "clean"));

    expect(planRuns([{ ...setting, load: "busy" }], subjects, 1, log)).toMatchObject([{ load: "busy" }]);
  });
});

describe("the figures", () => {
  test("count a withheld verdict on a leak as not found, and one on a clean twin against nothing", () => {
    const log = [
      entry(subjects[0]!, "leaking"),
      entry(subjects[1]!, "inconclusive"),
      entry(subjects[2]!, "inconclusive"),
      entry(subjects[3]!, "clean"),
    ];

    expect(figuresOf(log)).toMatchObject({
      verdicts: 4,
      recall: { rate: 0.5 },
      precision: { rate: 1 },
      inconclusive: { rate: 0.5 },
      missed: 0,
      falselyReported: 0,
    });
  });

  test("tell a twin that got two verdicts in one setting", () => {
    const [leaky, clean] = subjects;
    const log = [
      entry(leaky!, "leaking"),
      entry(leaky!, "clean", 2),
      entry(clean!, "clean"),
      entry(clean!, "clean", 2),
    ];

    expect(figuresOf(log)).toMatchObject({ flips: { rate: 0.5 }, missed: 1, falselyReported: 0 });
  });

  test("leave out runs without a verdict, and count them apart", () => {
    expect(figuresOf([entry(subjects[0]!, "none")])).toMatchObject({ verdicts: 0, without: 1, recall: undefined });
  });
});
