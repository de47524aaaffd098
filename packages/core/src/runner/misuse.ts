/** What is told of an assertion that cannot be judged as it is written. */
export const misuse = {
  notAwaited: (assertion: string): string =>
    `${assertion} was not awaited\n\nWrite \`await ${assertion}\`: the test ended before the verdict.`,
  concurrent: (remedy: string): string =>
    `toLeakMemory cannot judge while tests run concurrently\n\nThey share one heap: ${remedy}.`,
  busy: "toLeakMemory cannot judge while it is judging another function\n\nAwait each leak assertion before the next, and make none inside of a function that is judged.",
  poll: "expect.poll cannot be combined with toLeakMemory\n\nIt calls the function many times by itself: write `await expect(fn).not.toLeakMemory()`.",
  asymmetric: "expect.toLeakMemory() cannot stand for a value\n\nWrite `await expect(fn).not.toLeakMemory()`.",
} as const;
