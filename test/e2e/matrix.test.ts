import { test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { runVitest } from "./run-vitest.ts";
import { everyVitest, POOLS } from "./supported.ts";
import { withoutNumbers } from "./without-numbers.ts";

// The newest Vitest on every Node and in every pool, the oldest on the oldest Node, that between on the newest, in as few runs as that takes.
const spread = everyVitest.filter(({ vitest, node, pool }) =>
  vitest === 5
    ? pool === POOLS[(vitest + node / 2) % 4] || (node === 24 && pool === "vmThreads")
    : node === (vitest === 3 ? 20 : 26) && pool === POOLS[(vitest + node / 2) % 4],
);

const combinations = combinationsOf(everyVitest, spread);

test.for(combinations)(
  "Vitest $vitest on Node $node in $pool: a leak fails with class, count and path, clean bodies pass",
  async ({ vitest, node, pool }, { expect }) => {
    const { tests, records } = await runVitest({ fixture: "judge", vitest, node, pool });

    expect(Object.entries(tests).map(([name, { status }]) => `${name}: ${status}`)).toEqual([
      "a sync body that leaks: failed",
      "a sync body that is clean: passed",
      "an async body that leaks: failed",
      "an async body that is clean: passed",
    ]);
    const [leak = ""] = tests["a sync body that leaks"]?.failures ?? [];
    expect(withoutNumbers(leak)).toMatchInlineSnapshot(`
      "Error: expect(body).not.toLeakMemory()

      Expected: # B per call
      Received: # B per call (heap # B)
      Rounds:   # per call

      1 × Session per call, keeping # B per call alive
        held by module variable \`sessions\` (Map) in src/sessions.ts:10
        created in login (src/sessions.ts:13)
        ┬
        ├─ module (src/sessions.ts)
        │    Leaking: NO (existed before the calls)
        ├─ module variable \`sessions\`: Map (src/sessions.ts:10)
        │    Leaking: NO (existed before the calls)
        ╰→ Map value: Session (src/sessions.ts:5)
           ~~~~~~~~~
             Leaking: YES (1 born in every call)
        which keeps, per call: 1 × Array (# B)
        Hint: Every call adds an entry to the Map \`sessions\`, and none is deleted.
          Delete it when the call is done; if the keys are objects, a WeakMap lets go
          by itself.
        created here (src/sessions.ts:14):
            12 |
            13 | export function login(user: string): Session {
          > 14 |   const session = new Session(user);
               |                   ^
            15 |   sessions.set(logins++, session);
            16 |   return session;
        held here (src/sessions.ts:10):
             8 | }
             9 |
          > 10 | const sessions = new Map<number, Session>();
               |       ^
            11 | let logins = 0;
            12 |
        fingerprint 103076fcf121
        more in @leakproof/core/docs/leaks/collections.md

      Cost: # rounds, # calls, # collections, # snapshots, # s;
            would have seen ≥ # B per call
       ❯ judge.test.ts:8:10
            6|   await expect(() => {
            7|     login("ada");
            8|   }).not.toLeakMemory();
             |          ^
            9| });
           10|"
    `);
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
