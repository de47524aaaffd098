import { normalize } from "node:path/posix";
import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from "@jridgewell/trace-mapping";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSourceMap } from "../../src/trace/source/source-map.ts";

type Row = readonly [column: number] | readonly [column: number, source: number, line: number, sourceColumn: number];

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function encodeNumber(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit]!;
  } while (rest > 0);
  return text;
}

function encode(lines: readonly (readonly Row[])[]): string {
  const last = [0, 0, 0, 0];
  return lines
    .map((rows) => {
      last[0] = 0;
      return rows
        .map((row) =>
          row
            .map((value, at) => {
              const text = encodeNumber(value - last[at]!);
              last[at] = value;
              return text;
            })
            .join(""),
        )
        .join(",");
    })
    .join(";");
}

const rows: fc.Arbitrary<Row> = fc.oneof(
  fc.tuple(fc.nat(90)),
  fc.tuple(fc.nat(90), fc.nat(2), fc.nat(2000), fc.nat(400)),
);

test("positions are those that another reader finds", () => {
  const lines = fc.array(
    fc.array(rows, { maxLength: 8 }).map((row) => row.toSorted((a, b) => a[0] - b[0])),
    { minLength: 1, maxLength: 6 },
  );
  const sourceRoot = fc.constantFrom(undefined, "", "src", "/project/src/");
  fc.assert(
    fc.property(lines, sourceRoot, fc.nat(7), fc.nat(100), (lines, sourceRoot, line, column) => {
      const map = { version: 3 as const, names: [], sources: ["a.ts", "/b.ts", "../c.ts"], sourceRoot };
      const text = JSON.stringify({ ...map, mappings: encode(lines) });
      const reference = new TraceMap(text);
      const at = { line: line + 1, column };
      const lower = originalPositionFor(reference, at);
      const expected =
        lower.source === null ? originalPositionFor(reference, { ...at, bias: LEAST_UPPER_BOUND }) : lower;

      const found = parseSourceMap(text).originalOf(line, column);

      expect(found && { ...found, source: normalize(found.source) }).toEqual(
        expected.source === null
          ? undefined
          : { source: normalize(expected.source), line: expected.line, column: expected.column },
      );
    }),
    { numRuns: 3000 },
  );
});

test("what is no source map is refused", () => {
  expect(() => parseSourceMap("<html>")).toThrow(SyntaxError);
});

test("a source that is a URL stands for itself, whatever the root", () => {
  const map = { version: 3, sources: ["file:///project/job.ts"], sourceRoot: "src", mappings: "AAEC" };

  expect(parseSourceMap(JSON.stringify(map)).originalOf(0, 9)).toEqual({
    source: "file:///project/job.ts",
    line: 3,
    column: 1,
  });
});
