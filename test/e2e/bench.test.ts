import { join } from "node:path";
import { expect, test } from "vitest";
import { installNode, installVitest } from "./install-hosts.ts";
import { runFixture } from "./run-fixture.ts";

test("vitest bench tells what a benchmark retains and allocates beside its time", async () => {
  const host = await installVitest(5);
  const { printed } = await runFixture(
    {
      fixture: "bench",
      host,
      executable: await installNode(24),
      args: [join(host, "node_modules", "vitest", "vitest.mjs"), "bench", "--run"],
    },
    (ran) => Promise.resolve(ran),
  );

  expect(printed).toMatch(/^ *keeps: retained per call (?:\d+ B|inconclusive), allocated per call \d+ B$/m);
  expect(printed).toMatch(/^ *lets go: retained per call 0 B, allocated per call \d+ B$/m);
  expect(printed).toContain("Error: of the benchmark itself");
  expect(printed).toMatch(/Tests +1 failed \| 1 passed/);
});
