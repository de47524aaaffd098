import leakproof, { watch } from "@leakproof/vitest-plugin";
import { describe, expect, test } from "vitest";

test("assertions", async ({ expect: expectOfContext, task }) => {
  const not: Promise<void> = expect(() => {}).not.toLeakMemory();
  await not;
  await expect(async () => {}).toLeakMemory({ calls: 10, rounds: 3, budget: "1 kB", inconclusive: "warn" });
  await expect(({ signal }: { signal: AbortSignal }) => signal.aborted).not.toLeakMemory();
  await expect.soft(() => {}).not.toLeakMemory();
  await expectOfContext(() => {}).not.toLeakMemory();
  await expect(Promise.resolve(() => {})).resolves.not.toLeakMemory();

  const pending: Promise<void> = expect(() => {}).not.toLeakAsyncOps({ calls: 2, warmUp: 1, grace: 10, unref: true });
  await pending;
  await expect(async () => {}).toLeakAsyncOps();
  await expect(() => ({})).toBeCollected({ grace: 10 });
  await expect(new WeakRef({})).not.toBeCollected();
  await expect(watch({}, "an object")).toBeCollected();

  // @ts-expect-error an option that does not exist
  await expect(() => {}).not.toLeakAsyncOps({ rounds: 10 });
  // @ts-expect-error an option that does not exist
  await expect(() => {}).not.toLeakMemory({ warmup: 10 });

  const kinds = task.meta.leakproof?.map((record) => record.verdict.kind);
  const known: ("clean" | "leaking" | "inconclusive" | "within" | "over")[] | undefined = kinds;
  expect(known).toBeUndefined();
});

describe("suites", { meta: { leak: { handles: 1, reason: "a pool" } } }, () => {
  test("a test with a budget of its own", { meta: { leak: { retained: "1 MB" } } }, ({ task }) => {
    expect(task.meta.leak).toEqual({ retained: "1 MB" });
  });
  test("a test that is left out", { meta: { leak: false } }, () => {});
  // @ts-expect-error a figure that does not exist
  test("a test with a wrong budget", { meta: { leak: { retaind: "1 MB" } } }, () => {});
});

leakproof({ budgets: [{ files: "src/api/**", retained: "512 kB", perTest: 32_000, handles: 0 }], baseline: true });
// @ts-expect-error a budget has to say of which files
leakproof({ budgets: [{ retained: "512 kB" }] });
