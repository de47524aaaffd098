import { test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { runJest } from "./run-jest.ts";
import { everyJest } from "./supported.ts";
import { withoutNumbers } from "./without-numbers.ts";

const NAMES = { node: "@leakproof/jest-env", jsdom: "@leakproof/jest-env/jsdom" } as const;

// The newest Jest on every Node but that of most other tests, and the oldest on the oldest, the environments taking turns.
const spread = everyJest.filter(
  ({ jest, node, environment }) =>
    Number.isInteger(node) &&
    (jest === 30 ? node !== 24 : node === 20) &&
    environment === ((jest + node / 2) % 2 === 0 ? "node" : "jsdom"),
);

const combinations = combinationsOf(everyJest, spread);

test.for(combinations)(
  "Jest $jest on Node $node in $environment: a leak fails with class, count and path, clean bodies pass",
  async ({ jest, node, environment }, { expect }) => {
    const { tests, records } = await runJest({
      fixture: "jest-judge",
      jest,
      node,
      args: [`--env=${NAMES[environment]}`],
    });

    expect(Object.entries(tests).map(([name, { status }]) => `${name}: ${status}`)).toEqual([
      "a sync body that leaks: failed",
      "a sync body that is clean: passed",
      "an async body that leaks: failed",
      "an async body that is clean: passed",
    ]);
    const [leak = ""] = tests["a sync body that leaks"]?.failures ?? [];
    expect(withoutNumbers(leak)).toContain(
      "\n\n1 × Session per call, keeping # B per call alive\n" +
        "  held by module variable `sessions` (Map) in src/sessions.ts:10\n" +
        "  created in login (src/sessions.ts:13)",
    );
    expect(leak).toContain("├─ module variable `sessions`: Map (src/sessions.ts:10)");
    expect(leak).toContain("╰→ Map value: Session (src/sessions.ts:5)");
    expect(leak).toMatch(/^> {2}7 \| {3}\}\)\.not\.toLeakMemory\(\);$/m);
    expect(tests["an async body that leaks"]?.failures[0]).toContain(
      "held by module variable `waiting` (Array) in src/downloads.ts:1",
    );
    expect(records).toMatchObject([
      { subject: { test: "a sync body that leaks" }, verdict: { kind: "leaking" } },
      { subject: { test: "a sync body that is clean" }, verdict: { kind: "clean" } },
      { subject: { test: "an async body that leaks" }, verdict: { kind: "leaking" } },
      { subject: { test: "an async body that is clean" }, verdict: { kind: "clean" } },
    ]);
  },
);
