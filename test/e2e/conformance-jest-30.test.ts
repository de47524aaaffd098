import { expect, test } from "vitest";
import { runConformance, wrongVerdicts } from "../conformance/run-conformance.ts";

test("Jest 30 judges every leaky twin leaking and every clean twin clean", { timeout: 600_000 }, async () => {
  const rows = await runConformance(["Jest 30"]);

  expect(wrongVerdicts(rows)).toEqual([]);
  expect(rows.length).toBeGreaterThan(40);
});
