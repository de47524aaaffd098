import { expect, test } from "vitest";
import { withCodeFrames } from "../../src/trace/source/code-frame-positions.ts";
import { writeFrame } from "../../src/trace/source/code-frame.ts";
import { leakOf } from "../report/leak-of.ts";

const lines = (...texts: readonly string[]): string => texts.join("\n");

test("two lines around the line are shown, with a mark under the column", () => {
  expect(writeFrame(lines("one", "two", "three", "four", "five", "six", "seven"), 4, 2)).toBe(
    lines("  2 | two", "  3 | three", "> 4 | four", "    |  ^", "  5 | five", "  6 | six"),
  );
});

test("what all lines are indented by is left out, and long lines are cut", () => {
  const text = writeFrame(lines("    if (job) {", `      jobs.push("${"x".repeat(100)}");`, "    }"), 2, 7)!;

  expect(text.split("\n")[0]).toBe("  1 | if (job) {");
  expect(text.split("\n")[2]).toBe("    |   ^");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(76);
});

test("a column that was cut away is not marked, nor is a line that is not there shown", () => {
  expect(writeFrame("x".repeat(200), 1, 150)).not.toContain("^");
  expect(writeFrame("one", 7)).toBeUndefined();
});

const SOURCE = lines(
  "const inflight = new Set();",
  "",
  "",
  "",
  "export function download() {",
  "  const name = 'x';",
  "  inflight.add(new Job(name));",
  "}",
);

const held = leakOf({
  className: "Job",
  allocatedAt: { file: "/project/src/job.ts", line: 5, column: 25, functionName: "download" },
  trace: leakOf({}).trace.map((step) => ({ ...step, position: { file: "/project/src/job.ts", line: 1, column: 7 } })),
});

test("of the function that V8 names, the line that makes an object of the class is marked", () => {
  const { frames } = withCodeFrames(held, () => SOURCE);

  expect(frames!.map(({ shows, position: { line, column } }) => [shows, line, column])).toEqual([
    ["creation", 7, 16],
    ["holder", 1, 7],
  ]);
});

test("where no line or several make it, the function is marked", () => {
  const twice = withCodeFrames(held, () => SOURCE.replaceAll(/inflight.add.*/g, "$& $&"));

  expect(twice.frames![0]!.position.line).toBe(5);
});

test("without the text of the source there is no frame", () => {
  expect(withCodeFrames(held, () => undefined)).not.toHaveProperty("frames");
});
