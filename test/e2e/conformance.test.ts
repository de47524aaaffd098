import { expect, test } from "vitest";
import { isRight, runConformance } from "../conformance/run-conformance.ts";

test("Vitest and Jest judge every leaky twin leaking and every clean twin clean", { timeout: 900_000 }, async () => {
  const rows = await runConformance();

  const wrong = rows.flatMap((row) =>
    Object.entries(row.verdicts)
      .filter(([, verdict]) => !isRight(row, verdict))
      .map(([runner, verdict]) => `${runner}: ${row.name}, ${row.twin}: ${verdict}`),
  );
  expect(wrong).toEqual([]);
  expect(rows.length).toBeGreaterThan(40);
});
