import type { AsyncOpsRecord, CollectedRecord, AnyRecord } from "@leakproof/core/matchers";
import { beforeAll, describe, expect, test } from "vitest";
import { combinationsOf } from "./combinations.ts";
import { runJest } from "./run-jest.ts";
import { runVitest } from "./run-vitest.ts";

interface Result {
  readonly status: string;
  readonly failures: readonly string[];
  readonly records: readonly AnyRecord[];
}

const sources = Object.fromEntries(
  ["mailbox.ts", "poller.ts", "sessions.ts"].map((name) => [
    name,
    new URL(`../fixtures/async-judge/${name}`, import.meta.url).pathname,
  ]),
);

type Runner = readonly [string, () => Promise<{ readonly tests: Readonly<Record<string, Result>> }>];

const runners: readonly Runner[] = [
  ["Vitest 5", () => runVitest({ fixture: "async-judge", vitest: 5 })],
  ["Vitest 3 on Node 20", () => runVitest({ fixture: "async-judge", vitest: 3, node: 20 })],
  ["Jest 30", () => runJest({ fixture: "jest-async-judge", jest: 30, files: sources })],
];

const between: readonly Runner[] = [
  ["Vitest 4 in vmThreads", () => runVitest({ fixture: "async-judge", vitest: 4, pool: "vmThreads" })],
  ["Jest 29 on Node 20", () => runJest({ fixture: "jest-async-judge", jest: 29, node: 20, files: sources })],
];

describe.each(combinationsOf([...runners, ...between], runners))("in %s", (_, run) => {
  let tests: Readonly<Record<string, Result>>;

  beforeAll(async () => {
    ({ tests } = await run());
  });

  test("what is left behind fails its test, what is ended passes", () => {
    expect(Object.entries(tests).map(([name, { status }]) => `${name}: ${status}`)).toEqual([
      "a poller that is not stopped: failed",
      "a poller that is stopped: passed",
      "a send that nobody receives: failed",
      "a send that is received: passed",
      "a session that is not closed: failed",
      "a session that is closed: passed",
      "the control of a session that is not closed: passed",
      "what is watched: passed",
      "the control of a poller that is not stopped: passed",
      "the control of a clean body: failed",
      "an assertion that is not awaited: failed",
      "resolves that is not awaited: failed",
      "output and test doubles: passed",
      "a timer that a test double starts: failed",
      "a clean body under fake timers: passed",
      "an assertion among the judges of memory: failed",
      expect.stringMatching(/^concurrently.*: failed$/),
    ]);
  });

  test("a handle is told with the line that started it", () => {
    const [message = ""] = tests["a poller that is not stopped"]?.failures ?? [];

    expect(ownPart(message)).toMatchInlineSnapshot(`
      "expect(body).not.toLeakAsyncOps()

      Expected: nothing open or pending after 1 call
      Received: 1 interval

      1 interval of 60,000 ms
        started in startPolling (poller.ts:11)
        Hint: Clear it with clearInterval() when the call is done, also when the call
          fails.
        created here (poller.ts:11):
             9 | export async function startPolling(settings: Settings): Promise<void…
            10 |   await Promise.resolve();
          > 11 |   timers.push(setInterval(settings.onRing, settings.intervalMs));
               |               ^
            12 | }
            13 |
        more in @leakproof/core/docs/leaks/timers.md"
    `);
  });

  test("a promise is told with who keeps it", () => {
    const [message = ""] = tests["a send that nobody receives"]?.failures ?? [];

    expect(traceOf(message)).toMatchInlineSnapshot(`
      "  ┬
        ├─ module (mailbox.ts)
        │    Leaking: NO (existed before the calls)
        ├─ module variable \`senders\`: Array (mailbox.ts:7)
        │    Leaking: UNKNOWN (its age is not known)
        ├─ [x]: Object
        │    Leaking: UNKNOWN (its age is not known)
        ├─ \`.taken\`: resolve function of a Promise
        │    Leaking: UNKNOWN (its age is not known)
        ╰→ variable: Promise (pending)
           ~~~~~~~~
             Leaking: YES (2 born in every call)"
    `);
    const [record] = (tests["a send that nobody receives"]?.records ?? []) as AsyncOpsRecord[];
    expect(record?.findings[0]).toMatchObject({
      kind: "pending promise",
      createdAt: { functionName: "send", line: 9 },
      leak: { kind: "suspended function", owner: { kind: "own" } },
    });
  });

  test("an object that is not collected is told with who holds it", () => {
    const [message = ""] = tests["a session that is not closed"]?.failures ?? [];

    expect(traceOf(message)).toMatchInlineSnapshot(`
      "  ┬
        ├─ module (sessions.ts)
        │    Leaking: NO (existed before the calls)
        ├─ module variable \`registry\`: Map (sessions.ts:6)
        │    Leaking: UNKNOWN (its age is not known)
        ├─ Map value: Session (sessions.ts:1)
        │  ~~~~~~~~~
        │    Leaking: YES (1 born in every call)
        ╰→ \`.buffer\`: Buffer
             Leaking: YES (1 born in every call)"
    `);
    const [record] = (tests["a session that is not closed"]?.records ?? []) as CollectedRecord[];
    expect(record).toMatchObject({ kind: "collected", verdict: { kind: "leaking" } });
  });

  test("an assertion that is not awaited fails its own test, by name", () => {
    const [message = ""] = tests["an assertion that is not awaited"]?.failures ?? [];

    expect(message).toContain("expect(...).not.toLeakAsyncOps() was not awaited");
  });

  test("concurrent tests are refused", () => {
    const [, concurrent] = Object.entries(tests).find(([name]) => name.startsWith("concurrently")) ?? [];

    expect(concurrent?.failures[0]).toContain("toLeakAsyncOps cannot judge while tests run concurrently");
  });
});

// What Leakproof itself says: runners put a name before it, and the line of the test behind it.
function ownPart(message: string): string {
  return message
    .slice(message.indexOf("expect("), message.indexOf("\n\nCost:"))
    .replaceAll(/\n +(?=\n)/g, "\n")
    .trim();
}

function traceOf(message: string): string {
  const trace = message.slice(message.indexOf("  ┬"), message.indexOf("  which keeps"));
  return trace.trimEnd();
}
