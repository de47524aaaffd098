import { describe, expect, test } from "vitest";
import { matcherFor } from "../../bench/accuracy/corpus/matcher-for.ts";
import { whyLeftOut } from "../../bench/accuracy/corpus/why-left-out.ts";
import { type Entry, reportedEntries, type Setting, type Subject } from "../../bench/accuracy/log.ts";
import { planRuns } from "../../bench/accuracy/plan.ts";
import { reportOn } from "../../bench/accuracy/report.ts";
import { rivalTable } from "../../bench/accuracy/rivals/rival-table.ts";
import { figuresOf } from "../../bench/accuracy/tally.ts";
import type { NodeMajor } from "../e2e/install-hosts.ts";

const setting: Setting = { node: 24, runner: "vitest", load: "idle", timeoutMs: 5000 };
const subjects: readonly Subject[] = ["a Map", "a Set"].flatMap((name) =>
  (["leaky", "clean"] as const).map((twin) => ({ kind: "maps", name, twin })),
);

function entry(subject: Subject, verdict: Entry["verdict"], repeat = 1): Entry {
  return { ...subject, ...setting, repeat, verdict, because: "", loadBefore: 0, commit: "c" };
}

describe("a sweep that goes on where its log ends", () => {
  test("has all before it in the first sitting, one repeat after the other", () => {
    expect(planRuns([setting], [subjects], 2, []).map(({ repeat, subjects }) => [repeat, subjects.length])).toEqual([
      [1, 4],
      [2, 4],
    ]);
  });

  test("leaves out what has a verdict, and tries again what has none", () => {
    const log = [entry(subjects[0]!, "leaking"), entry(subjects[1]!, "none"), entry(subjects[2]!, "inconclusive")];

    expect(planRuns([setting], [subjects], 1, log)).toEqual([
      { ...setting, repeat: 1, kind: "maps", subjects: [subjects[1], subjects[3]] },
    ]);
  });

  test("takes nothing from another setting", () => {
    const log = subjects.map((subject) => entry(subject, "clean"));

    expect(planRuns([{ ...setting, load: "busy" }], [subjects], 1, log)).toMatchObject([{ load: "busy" }]);
  });

  test("lets each bundle be judged by a run of its own", () => {
    const cases = subjects.map((subject) => [subject]);

    expect(planRuns([setting], cases, 1, []).map(({ subjects }) => subjects)).toEqual(cases);
  });
});

describe("a case of a corpus", () => {
  test("is asserted by its memory where the heap or what is outside of it shows the leak, otherwise by what stays open", () => {
    const matcherOf = (visibleIn: readonly string[]): string => matcherFor({ name: "", expect: "leak", visibleIn });

    expect(matcherOf(["resources:Timeout", "heap"])).toBe("toLeakMemory");
    expect(matcherOf(["external"])).toBe("toLeakMemory");
    expect(matcherOf(["fd"])).toBe("toLeakAsyncOps");
    expect(matcherFor({ name: "lru-100", expect: "clean" })).toBe("toLeakMemory");
  });

  test("is left out, with the reason, where its packages do not run", () => {
    const whyOf = (
      name: string,
      node: NodeMajor,
      runner: "vitest" | "jest",
      twin: "leaky" | "clean" = "leaky",
    ): unknown =>
      whyLeftOut({ name, expect: "leak", ...(name === "jsdom-iframe" && { minNode: 22 }) }, { node, runner }, twin);

    expect(whyOf("jsdom-iframe", 20, "vitest")).toBe("its packages need Node 22");
    expect(whyOf("jsdom-iframe", 22, "vitest")).toBeUndefined();
    expect(whyOf("jsdom-iframe", 22, "jest")).toMatch(/ES modules/);
    expect(whyOf("jsdom-iframe", 24, "jest")).toBeUndefined();
    expect(whyOf("apicache-clear", 24, "vitest")).toMatch(/_headers/);
    expect(whyOf("apicache-clear", 22, "jest")).toBeUndefined();
    expect(whyOf("mem-maxage", 26, "jest")).toBeUndefined();
  });

  test("is left out for one version where only that one is not what it was", () => {
    const whyOf = (node: NodeMajor, twin: "leaky" | "clean"): unknown =>
      whyLeftOut({ name: "component-emitter", expect: "leak" }, { node, runner: "jest" }, twin);

    expect(whyOf(26, "clean")).toMatch(/property name/);
    expect(whyOf(26, "leaky")).toBeUndefined();
    expect(whyOf(24, "clean")).toBeUndefined();
  });
});

describe("a report", () => {
  const [leaky, clean] = subjects;

  test("is about the commits that are named, however long their hashes are", () => {
    const log = [
      { ...entry(leaky!, "clean"), commit: "0076692" },
      { ...entry(leaky!, "leaking"), commit: "e33c5a3" },
    ];

    expect(reportedEntries(log, ["e33c5a3f"])).toEqual([log[1]]);
    expect(reportedEntries(log, ["0076"])).toEqual([log[0]]);
  });

  test("takes of a run that was tried again what the last try gave", () => {
    const log = [entry(leaky!, "none"), entry(clean!, "clean"), entry(leaky!, "leaking")];

    expect(reportedEntries(log, undefined)).toEqual([log[2], log[1]]);
  });

  test("has as Markdown a table by setting, one by kind and one of what was judged wrongly", () => {
    const log = [
      { ...entry(leaky!, "leaking"), bytesPerCall: 4280, milliseconds: 900 },
      entry(clean!, "clean"),
      { ...entry(subjects[2]!, "inconclusive"), because: "slowing" },
      { ...entry(subjects[2]!, "inconclusive", 2), because: "slowing" },
    ];

    expect(reportOn(log, "markdown")).toMatchInlineSnapshot(`
      "| setting | verdicts | recall | precision | inconclusive | flips | missed | false alarms | smallest growth found | median |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | Node 24, vitest, idle, 5 s | 4 | 33.3 % (6.1–79.2) | 100 % (20.7–100) | 50 % (15–85) | 0 % (0–79.3) | 0 | 0 | 4.28 kB | 900 ms |
      | **all** | 4 | 33.3 % (6.1–79.2) | 100 % (20.7–100) | 50 % (15–85) | 0 % (0–79.3) | 0 | 0 | 4.28 kB | 900 ms |

      | kind | verdicts | recall | precision | inconclusive | flips | missed | false alarms | smallest growth found | median |
      | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
      | maps | 4 | 33.3 % (6.1–79.2) | 100 % (20.7–100) | 50 % (15–85) | 0 % (0–79.3) | 0 | 0 | 4.28 kB | 900 ms |
      | **all** | 4 | 33.3 % (6.1–79.2) | 100 % (20.7–100) | 50 % (15–85) | 0 % (0–79.3) | 0 | 0 | 4.28 kB | 900 ms |

      | kind | judged wrongly | twin | verdicts | of | on |
      | --- | --- | --- | --- | --- | --- |
      | maps | a Set | leaky | 2 × inconclusive (slowing) | 2 | Node 24, vitest, idle, 5 s |"
    `);
  });
});

describe("what leaks are called", () => {
  test("is told where settings differ in it, with the share of those that have a line", () => {
    const [aMap, , aSet] = subjects;
    const onNode26 = { ...entry(aMap!, "leaking"), node: 26, signature: "variable `old`" } as const;
    const log = [
      { ...entry(aMap!, "leaking"), signature: "variable `map`", createdAt: "maps.ts:3" },
      onNode26,
      { ...entry(aSet!, "leaking"), signature: "variable `set`", createdAt: "maps.ts:7" },
      { ...entry(aSet!, "leaking", 2), signature: "variable `set`", createdAt: "maps.ts:7" },
      entry(aSet!, "inconclusive", 3),
    ];

    expect(reportOn(log, "markdown").split("\n\n").slice(-2).join("\n\n")).toMatchInlineSnapshot(`
      "Leaks that were named more than once, and alike each time: 50 % (9.5–90.5) of 2.
      Explanations with the line that created it: 75 % (30.1–95.4) of 4.

      | kind | leak | named | on |
      | --- | --- | --- | --- |
      | maps | a Map | variable \`map\` | Node 24, vitest, idle, 5 s |
      | maps | a Map | variable \`old\` | Node 26, vitest, idle, 5 s |"
    `);
    expect(
      reportOn(
        [aMap, aSet].map((subject) => entry(subject!, "leaking")),
        "text",
      ),
    ).not.toContain("named");
  });
});

describe("the table of rivals", () => {
  test("counts what gave no answer apart", () => {
    const answers = [true, true, null, false].map((isReported, index) => ({
      rival: "other",
      ...subjects[index]!,
      isReported,
    }));

    expect(rivalTable(answers, "markdown")).toMatchInlineSnapshot(`
      "| judge | twins | no answer | leaks found | falsely reported | recall | precision |
      | --- | --- | --- | --- | --- | --- | --- |
      | other | 3 | 1 | 1 of 1 | 1 of 2 | 100 % (20.7–100) | 50 % (9.5–90.5) |"
    `);
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
