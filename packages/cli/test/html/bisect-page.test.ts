import { expect, test } from "vitest";
import { answerOf } from "../../src/bisect/answer.ts";
import { lineViews } from "../../src/html/bisect/line-views.ts";
import { believeLine } from "../../src/survey/believe-line.ts";
import { bisectPage, readBisection } from "./recorded.ts";

const views = (entries?: number): ReturnType<typeof lineViews> => {
  const end = readBisection(entries);
  return lineViews(answerOf(end, "log"), end);
};

test("the probability of a change stands at the releases that the search named", () => {
  const named = views().map(({ line, releases }) => [
    line,
    ...releases.filter(({ changes = 0 }) => changes > 0.5).map(({ version }) => version),
  ]);

  expect(named).toEqual([
    ["22.x", "22.16.0"],
    ["trunk", "24.0.0", "26.1.0"],
    ["24.x", "24.16.0"],
  ]);
});

test("the probability of a leak agrees with what was read of every release", () => {
  for (const { releases, found } of views()) {
    let state = found!.begins;
    for (const { version, leaks, untestable } of releases) {
      state = found!.transitions.find((transition) => transition.version === version)?.direction ?? state;
      if (untestable === undefined) expect(leaks! > 0.5, version).toBe(state === "leaks");
    }
  }
});

test("a line whose search goes on shows where its change may be, and the trials so far", () => {
  const end = readBisection(16);
  const [view] = views(16);

  expect(end.step).toMatchObject({ kind: "try", line: "22.x", phase: "search" });
  expect(view).toMatchObject({ line: "22.x" });
  expect(view?.found).toBeUndefined();
  expect(view?.releases.reduce((sum, { changes = 0 }) => sum + changes, 0)).toBeCloseTo(1);
  expect(view?.releases.filter(({ tally }) => tally.leaks + tally.cleans > 0).length).toBeGreaterThan(2);
});

test("releases that cannot be tried have no probability of their own, and give theirs to the next", () => {
  const none = { leaks: 0, cleans: 0 };
  const transition = { direction: "leaks", version: "4.0.0", previous: "1.0.0", confidence: 0.99 } as const;
  const tallies = new Map([
    ["1.0.0", { leaks: 0, cleans: 5 }],
    ["4.0.0", { leaks: 5, cleans: 0 }],
  ]);

  const beliefs = believeLine({
    line: "semver",
    releases: ["1.0.0", "2.0.0", "3.0.0", "4.0.0"],
    transitions: [transition],
    untestable: new Map([
      ["2.0.0", "the runner does not run on it"],
      ["3.0.0", "the runner does not run on it"],
    ]),
    tallies: new Map([...tallies, ["2.0.0", none]]),
    states: new Map(),
  });

  expect(beliefs.map(({ version }) => version)).toEqual(["1.0.0", "4.0.0"]);
  expect(beliefs[1]!.changes).toBeCloseTo(1);
});

test("the page tells the answer in words, with every change and every trial", () => {
  const page = bisectPage(readBisection());

  expect(page).toContain("Leaks since Node 22.16.0 (22.x); 22.15.1 is the last clean one.");
  expect([...page.matchAll(/<th scope="row" class="text"><a href="#line-/g)]).toHaveLength(4);
  expect(page).toContain("<summary>64 trials as a table</summary>");
});
