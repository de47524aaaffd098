import { expect, test } from "vitest";
import { wrongVerdicts } from "../conformance/run-conformance.ts";

test("Jest 29 judges every leaky twin leaking and every clean twin clean", { timeout: 600_000 }, async () => {
  expect(await wrongVerdicts("Jest 29")).toEqual([]);
});
