import { expect, test } from "@jest/globals";

test("assertions", async () => {
  const not: Promise<void> = expect(() => {}).not.toLeakMemory();
  await not;
  await expect(async () => {}).toLeakMemory({ calls: 10, rounds: 3, budget: "1 kB", inconclusive: "warn" });
  await expect(({ signal }: { signal: AbortSignal }) => signal.aborted).not.toLeakMemory();
  await expect(Promise.resolve(() => {})).resolves.not.toLeakMemory();

  const pending: Promise<void> = expect(() => {}).not.toLeakAsyncOps({ calls: 2, warmUp: 1, grace: 10, unref: true });
  await pending;
  await expect(async () => {}).toLeakAsyncOps();
  await expect(() => ({})).toBeCollected({ grace: 10 });
  await expect(new WeakRef({})).not.toBeCollected();

  // @ts-expect-error an option that does not exist
  await expect(() => {}).not.toLeakAsyncOps({ rounds: 10 });
  // @ts-expect-error an option that does not exist
  await expect(() => {}).not.toLeakMemory({ warmup: 10 });
});
