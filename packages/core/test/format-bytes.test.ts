import { expect, test } from "vitest";
import { counted, formatBytes, formatMilliseconds } from "../src/report/format-bytes.ts";

test("bytes are written with the digits that count", () => {
  const sizes = [0, 3, 56.4, 999, 1000, 1048, 16_384, 262_144, 1_048_576, 2e9, -120];

  expect(sizes.map(formatBytes)).toEqual([
    "0 B",
    "3 B",
    "56.4 B",
    "999 B",
    "1 kB",
    "1.05 kB",
    "16.4 kB",
    "262 kB",
    "1.05 MB",
    "2 GB",
    "-120 B",
  ]);
});

test("counts have their plural and durations their unit", () => {
  expect([counted(1, "call"), counted(1234, "call"), formatMilliseconds(84.4), formatMilliseconds(12_345)]).toEqual([
    "1 call",
    "1,234 calls",
    "84 ms",
    "12.3 s",
  ]);
});
