import { expect, test } from "vitest";
import { conformanceCases } from "../conformance/cases.ts";
import { everyNth } from "../conformance/only-cases.ts";
import { runConformance, wrongVerdicts } from "../conformance/run-conformance.ts";
import { combinationsOf } from "./combinations.ts";

// One of eight: Vitest judges all of them in the heap tests, and Jest does by `npm run conformance`.
test("Jest 30 judges leaky twins leaking and clean twins clean", { timeout: 600_000 }, async () => {
  const cases = combinationsOf(conformanceCases, everyNth(conformanceCases, 8));

  const rows = await runConformance(["Jest 30"], cases);

  expect(wrongVerdicts(rows)).toEqual([]);
  expect(rows.length).toBe(2 * cases.length);
});
