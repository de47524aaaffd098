test("assertions", async () => {
  const not: Promise<void> = expect(() => {}).not.toLeakMemory();
  await not;
  await expect(async () => {}).toLeakMemory({ calls: 10, rounds: 3, budget: "1 kB", inconclusive: "warn" });
  await expect(({ signal }: { signal: AbortSignal }) => signal.aborted).not.toLeakMemory();
  await expect(Promise.resolve(() => {})).resolves.not.toLeakMemory();

  // @ts-expect-error an option that does not exist
  await expect(() => {}).not.toLeakMemory({ warmup: 10 });
});
