import { expect, test } from "vitest";

test("assertions", async ({ expect: expectOfContext, task }) => {
  const not: Promise<void> = expect(() => {}).not.toLeakMemory();
  await not;
  await expect(async () => {}).toLeakMemory({ calls: 10, rounds: 3, budget: "1 kB", inconclusive: "warn" });
  await expect(({ signal }: { signal: AbortSignal }) => signal.aborted).not.toLeakMemory();
  await expect.soft(() => {}).not.toLeakMemory();
  await expectOfContext(() => {}).not.toLeakMemory();
  await expect(Promise.resolve(() => {})).resolves.not.toLeakMemory();

  // @ts-expect-error an option that does not exist
  await expect(() => {}).not.toLeakMemory({ warmup: 10 });

  const kinds = task.meta.leakproof?.map((record) => record.verdict.kind);
  const known: ("clean" | "leaking" | "inconclusive")[] | undefined = kinds;
  expect(known).toBeUndefined();
});
