import { beforeAll, expect, test } from "vitest";
import { runVitest, type VitestResult } from "./run-vitest.ts";

let result: VitestResult;

beforeAll(async () => {
  result = await runVitest({ fixture: "known-leaks", vitest: 5 });
});

test("a leak that the project's file names is ignored with its reason", () => {
  const told = result.tests["a body with a known leak"];

  expect(told?.status).toBe("passed");
  expect(told?.records[0]?.verdict).toMatchObject({
    kind: "clean",
    because: "ignored",
    ignored: [{ className: "Metric", perCall: 1, reason: "kept until the next scrape" }],
  });
});

test("another leak is reported, and the known one apart", () => {
  const [failure] = result.tests["a body with a known leak and another"]?.failures ?? [];

  expect(failure).toContain("1 × Session per call");
  expect(failure).not.toContain("1 × Metric per call, keeping");
  expect(failure).toContain("Ignored: 1 × Metric per call (kept until the next scrape)");
});

test("the snapshot stays in its folder, and the message says where", () => {
  const [failure] = result.tests["a body with a known leak and another"]?.failures ?? [];

  expect(failure).toMatch(/^Snapshot: .*snapshots\/.*a-body-with-a-known-leak-and-another\.heapsnapshot \(open it/m);
});

test("what a file leaves open and is known is not held against it", () => {
  const [suite] = result.records.filter((record) => (record as { readonly kind: string }).kind === "suite");

  expect(suite).toMatchObject({
    verdict: { kind: "over", excesses: [{ limit: "handles", allowed: 0, found: 1 }] },
    leftOpen: [{ finding: { kind: "interval", count: 1, detail: "of 30,000 ms" } }],
    excused: [{ kind: "interval", count: 1, reason: "polls until the process ends: #12", entry: "startPolling" }],
  });
});
