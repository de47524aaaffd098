import type { MatcherName } from "../matchers.ts";

/** What is told of an assertion that cannot be judged as it is written. */
export const misuse = {
  notAwaited: (assertion: string): string =>
    `${assertion} was not awaited\n\nWrite \`await ${assertion}\`: the test ended before the verdict.`,
  concurrent: (name: MatcherName, remedy: string): string =>
    `${name} cannot judge while tests run concurrently\n\n` +
    `They share one ${name === "toLeakAsyncOps" ? "event loop" : "heap"}: ${remedy}.`,
  busy: (name: MatcherName): string =>
    `${name} cannot judge while ${PRONOUN[name]}\n\n` +
    "Await each leak assertion before the next, and make none inside of a function that is judged.",
  poll: (name: MatcherName): string =>
    `expect.poll cannot be combined with ${name}\n\n` +
    `It calls the function many times by itself: write \`await expect(fn)${EXAMPLE[name]}()\`.`,
  asymmetric: (name: MatcherName): string =>
    `expect.${name}() cannot stand for a value\n\nWrite \`await expect(fn)${EXAMPLE[name]}()\`.`,
} as const;

const PRONOUN: Readonly<Record<MatcherName, string>> = {
  toLeakMemory: "it is judging another function",
  toLeakAsyncOps: "another leak assertion is judging a function",
  toBeCollected: "another leak assertion is judging a function",
};

const EXAMPLE: Readonly<Record<MatcherName, string>> = {
  toLeakMemory: ".not.toLeakMemory",
  toLeakAsyncOps: ".not.toLeakAsyncOps",
  toBeCollected: ".toBeCollected",
};
