import { setFlagsFromString } from "node:v8";
import { Script, createContext, runInContext } from "node:vm";
import { describe, expect, test, vi } from "vitest";
import { LeakError, type LeakOptions, type LeakRecord, assertNoLeak, checkLeak } from "../src/index.ts";
import { renderMessage } from "../src/report/message.ts";

describe("time", () => {
  test("a body that never returns is inconclusive in the time given, and its signal is aborted", async () => {
    let signal: AbortSignal | undefined;

    const { verdict } = await checkLeak(
      (context) => {
        signal = context.signal;
        return new Promise(() => {});
      },
      { timeout: 300 },
    );

    expect(verdict).toMatchObject({ kind: "inconclusive", reason: { kind: "never returned", call: 1 } });
    expect(signal?.aborted).toBe(true);
  });

  test("a body too slow to repeat gets fewer calls", async () => {
    const record = await checkLeak(() => new Promise((resolve) => void setTimeout(resolve, 50)), { timeout: 1500 });

    expect(record.verdict.kind).not.toBe("leaking");
    expect(record.cost.calls).toBeLessThan(30);
    // The call and the settle under way when the time ends are finished; how long a collection takes here, the record says.
    const { milliseconds, collectionMs, collections } = record.cost;
    expect(milliseconds).toBeLessThan(1500 + 2 * 50 + (8 * collectionMs) / collections);
  });

  test("growth that no snapshot could confirm in time is inconclusive, and the shortage is told", async () => {
    const cache: object[] = [];
    const slow = async (): Promise<void> => {
      cache.push({});
      await new Promise((resolve) => void setTimeout(resolve, 2));
    };

    const { verdict, unexplained } = await checkLeak(slow, { timeout: 1200 });

    expect(verdict).toMatchObject({ kind: "inconclusive", reason: { kind: "unconfirmed" } });
    expect(unexplained).toMatch(/^a heap snapshot of \d+ MB takes about .* are left: give the test a longer timeout$/);
  });

  test("growth alone, without the snapshot that there is no time for, has to go on: a cache of many entries stops", async () => {
    const fill = (bound: number) => {
      const entries: object[] = [];
      return (): void => {
        entries.push({ children: [{}, {}] });
        if (entries.length > bound) entries.shift();
      };
    };

    const cache = await checkLeak(fill(12_000), { timeout: 1500 });
    const larger = await checkLeak(fill(16_000), { explain: false });

    expect(cache.cost.snapshots).toBe(0);
    expect([cache.verdict.kind, larger.verdict.kind]).not.toContain("leaking");
  });

  test("growth alone, without the snapshot that there is no time for, convicts by all readings from the first one on", async () => {
    const index = new Map<number, object>();

    const { verdict, samples, cost } = await checkLeak(() => void index.set(index.size, {}), { timeout: 1000 });

    expect(cost.snapshots).toBe(0);
    expect(verdict).toMatchObject({ kind: "leaking", proof: "bytes" });
    expect(samples[0]?.calls).toBeLessThan(1000);
    expect(samples.at(-1)?.calls).toBeGreaterThan(20_000);
  });

  test("what few calls leave is withheld where the calls are too few for a small cache to be full, and told with it", async () => {
    const kept: object[] = [];
    let call = 0;
    const seldom = (): void => void (call++ % 100 === 0 && kept.push(Array.from({ length: 64 }, () => ({}))));

    // The many objects that one call leaves in a list do not make it a leak of each call, in however few marked calls.
    const brief = await checkLeak(seldom, { calls: 300, rounds: 8 });
    const record = await checkLeak(seldom, { calls: 1000, rounds: 8 });
    const longer = await checkLeak(seldom, { calls: 10_000, rounds: 8 });

    const withheld = { kind: "inconclusive", reason: { kind: "seldom" } };
    expect([brief.verdict, record.verdict]).toMatchObject([withheld, withheld]);
    expect(record.cost.calls).toBeLessThan(20_000);
    const message = renderMessage(record, { assertion: "a", root: "/" });
    expect(message).toMatch(/^One in 10\d calls left something that is still there after [\d,]+ calls\. /m);
    expect(message).toMatch(/^[45]\d,\d{3} calls would tell: /m);
    expect(message).toMatch(/^8 × Array in 8\d\d calls/m);
    expect(longer.verdict).toMatchObject({ kind: "leaking", proof: "objects" });
  });

  test("a large leak that gets a few calls only is found in them", async () => {
    const kept: object[][] = [];
    const large = (): void => void kept.push(Array.from({ length: 10_000 }, (_, index) => ({ index })));

    const { verdict } = await checkLeak(large, { warmUp: 9, calls: 2, rounds: 3, timeout: 40_000 });

    expect(verdict).toMatchObject({ kind: "leaking", proof: "objects" });
  });

  test("a check whose time is over before its first call judges nothing", async () => {
    const { verdict, cost } = await checkLeak(() => {}, {
      warmUp: 10,
      timeout: 50,
      setup: { round: () => new Promise((resolve) => void setTimeout(resolve, 100)) },
    });

    expect(verdict.kind).toBe("inconclusive");
    expect(cost.calls).toBe(0);
  });

  test("the time of a fake clock is not waited for", async () => {
    vi.useFakeTimers();
    try {
      const { verdict } = await checkLeak(() => {});

      expect(verdict.kind).toBe("clean");
    } finally {
      vi.useRealTimers();
    }
  });

  test("two checks at a time take turns", async () => {
    const kept: object[] = [];

    const [clean, leaking] = await Promise.all([
      checkLeak(() => {}),
      checkLeak(() => void kept.push({}), { explain: false }),
    ]);

    expect([clean.verdict.kind, leaking.verdict.kind]).toEqual(["clean", "leaking"]);
  });
});

describe("bodies that throw", () => {
  test("the first call's error is thrown as it is", async () => {
    const error = new RangeError("no such user");

    await expect(
      checkLeak(() => {
        throw error;
      }),
    ).rejects.toBe(error);
  });

  test("a later call's error says which call it was, and keeps the cause", async () => {
    const cause = new Error("stream is used up");
    let calls = 0;

    const failure = checkLeak(async () => {
      calls++;
      if (calls === 2) throw cause;
    });

    await expect(failure).rejects.toThrowErrorMatchingInlineSnapshot(`
      [Error: the body threw on call 2: stream is used up
      A check calls the body many times: let it make what it uses up, or renew that in setup.]
    `);
    await expect(failure).rejects.toHaveProperty("cause", cause);
  });
});

describe("mistakes", () => {
  test.each([
    [
      Promise.resolve(1),
      "expected a function, received a Promise: pass `() => load()` instead of `load()`, so that it can be called again and again",
    ],
    [undefined, "expected a function, received undefined"],
    ["load", 'expected a function, received "load"'],
    [{ a: 1 }, "expected a function, received an object"],
  ])("%j is no body", async (body, message) => {
    await expect(checkLeak(body as unknown as () => void)).rejects.toThrow(new TypeError(message));
  });
});

describe("hooks", () => {
  test("run around every round or every call, and what they free is not held against the body", async () => {
    let kept: object[] = [];
    const seen = { rounds: 0, calls: 0 };

    const record = await checkLeak(() => void kept.push({}), {
      setup: () => {
        seen.rounds++;
      },
      teardown: {
        call: () => {
          seen.calls++;
          kept = [];
        },
      },
    });

    expect(record.verdict.kind).toBe("clean");
    // The warm-up is a round too, and so are the calls that are watched for what never ends.
    expect(seen).toEqual({ rounds: record.cost.rounds + 2, calls: record.cost.calls });
  });
});

describe("budget", () => {
  test("what is allowed per call is no leak, one object more is", async () => {
    const kept: object[][] = [];
    const objects = (count: number) => () => void kept.push(Array.from({ length: count }, () => ({})));

    const within = await checkLeak(objects(4), { budget: "1 kB", explain: false });
    const beyond = await checkLeak(objects(40), { budget: "1 kB", explain: false });

    expect([within.verdict.kind, beyond.verdict.kind]).toEqual(["clean", "leaking"]);
  });
});

test("counts alone name the class and its holder, and not where it was created", async () => {
  class Session {}
  const sessions: Session[] = [];

  const { verdict, explanation } = await checkLeak(() => void sessions.push(new Session()), { explain: "counts" });

  expect(verdict).toMatchObject({ kind: "leaking", proof: "objects" });
  expect(explanation?.leaks).toHaveLength(1);
  expect(explanation?.leaks[0]).toMatchObject({ className: "Session", perCall: 1 });
  expect(explanation?.leaks[0]?.holder).toContain("`sessions`");
  expect(explanation?.leaks[0]?.allocatedAt).toBeUndefined();
});

test("a leak that an entry names is told apart with its reason, and does not fail", async () => {
  const sessions: object[] = [];
  const ignore = [{ leak: "sessions", reason: "bounded by the license" }];

  const known = await checkLeak(() => void sessions.push({}), { ignore });
  const other = await checkLeak(() => void sessions.push({}), { ignore: [{ leak: "sockets", reason: "pool" }] });

  expect(known.verdict).toMatchObject({
    kind: "clean",
    because: "ignored",
    ignored: [{ className: "Object", perCall: 1, reason: "bounded by the license", entry: "sessions" }],
  });
  expect(other.verdict.kind).toBe("leaking");
});

test("an entry that has ended, or knows of less, excuses nothing and says so", async () => {
  const sessions: object[] = [];
  const leak = (): void => void sessions.push({}, {});
  const known = { leak: "sessions", reason: "bounded by the license" };

  const check = (limits: object): Promise<LeakRecord> =>
    checkLeak(leak, { explain: "counts", ignore: [{ ...known, ...limits }] });

  const ended = await check({ expires: "2020-02-29" });
  const more = await check({ count: 1 });
  const asMany = await check({ count: 2, expires: "9999-12-31" });

  expect(ended.verdict.kind).toBe("leaking");
  expect(ended.unheeded).toMatchObject([{ entry: "sessions", because: { kind: "expired", expires: "2020-02-29" } }]);
  expect(renderMessage(ended, { assertion: "it", root: "/" })).toContain(
    "Not ignored: the entry for sessions (bounded by the license) ended on\n  2020-02-29.",
  );
  expect(more.verdict.kind).toBe("leaking");
  expect(more.unheeded).toMatchObject([{ because: { kind: "count exceeded", count: 1, found: 2 } }]);
  expect(asMany.verdict).toMatchObject({ kind: "clean", because: "ignored" });
  expect(asMany.unheeded).toBeUndefined();
});

describe("old objects of which each call fills another", () => {
  class Slot {
    reading: object | undefined;
  }

  test.each([
    { protocol: "in rounds of a given length", options: { calls: 50, rounds: 8 } },
    { protocol: "in rounds of growing length", options: {} },
  ])("leak $protocol", async ({ options }) => {
    const slots = Array.from({ length: 40_000 }, () => new Slot());
    let index = 0;

    const { verdict, explanation } = await checkLeak(() => void (slots[index++]!.reading = {}), {
      ...options,
      timeout: 30_000,
    });

    expect(verdict).toMatchObject({ kind: "leaking", proof: "objects" });
    expect(explanation?.leaks.map(({ className, kind, perCall }) => ({ className, kind, perCall }))).toEqual([
      { className: "Object", kind: "property", perCall: 1 },
    ]);
  });

  test("are clean once all are filled", async () => {
    const slots = Array.from({ length: 1000 }, () => new Slot());
    let index = 0;

    const { verdict } = await checkLeak(() => void (slots[index++ % slots.length]!.reading = {}));

    expect(verdict.kind).toBe("clean");
  });

  test("are clean beside what grows if others go: what grows is told", async () => {
    const slots = Array.from({ length: 100 }, () => new Slot());
    const kept: number[] = [];
    let index = 0;

    const { explanation } = await checkLeak(
      () => {
        slots[index++ % slots.length]!.reading = {};
        kept.push(index);
      },
      { timeout: 30_000 },
    );

    expect(explanation?.leaks.map(({ className }) => className)).toEqual(["Array element"]);
  });

  test("leak what is in them if they are copied by every call", async () => {
    const tenants = Array.from({ length: 50 }, () => ({ items: [] as readonly object[] }));
    let index = 0;

    const { verdict, explanation } = await checkLeak(
      () => {
        const tenant = tenants[index++ % tenants.length]!;
        tenant.items = [...tenant.items, new Slot()];
      },
      { timeout: 30_000 },
    );

    expect(verdict.kind).toBe("leaking");
    expect(explanation?.leaks.map(({ className, perCall }) => ({ className, perCall }))).toEqual([
      { className: "Slot", perCall: 1 },
    ]);
  });

  test("leak what hangs on them in chains, the first link of each included", async () => {
    const targets = Array.from({ length: 300 }, () => new EventTarget());
    let index = 0;

    const { explanation, cost } = await checkLeak(
      () => targets[index++ % targets.length]!.addEventListener("change", () => {}),
      { calls: 100, rounds: 5, timeout: 30_000 },
    );

    expect(explanation?.leaks).toMatchObject([{ className: "Listener", perCall: 1, alive: cost.calls }]);
  });

  test("are clean if the copies are bounded", async () => {
    const tenants = Array.from({ length: 50 }, () => ({ items: [] as readonly object[] }));
    let index = 0;

    const { verdict } = await checkLeak(() => {
      const tenant = tenants[index++ % tenants.length]!;
      tenant.items = [...tenant.items, new Slot()].slice(-20);
    });

    expect(verdict.kind).toBe("clean");
  });
});

describe("a new text compiled in every call, which V8 keeps in its cache", () => {
  let texts = 0;
  const compile: Readonly<Record<string, () => unknown>> = {
    "by vm.Script": () => new Script(`1 + ${texts++}`).runInThisContext(),
    "by vm.runInContext": () => runInContext(`1 + ${texts++}`, context),
    // oxlint-disable-next-line no-implied-eval, no-new-func
    "by new Function": () => new Function(`return 1 + ${texts++}`)(),
  };
  const context = createContext({});

  test.each(Object.entries(compile))("is no leak: %s", async (_, body) => {
    const { verdict } = await checkLeak(body, { timeout: 20_000 });

    expect(verdict).toMatchObject({ kind: "clean", because: "flat" });
  });

  test("hides none beside it", async () => {
    const results: object[] = [];

    const { verdict, explanation } = await checkLeak(() => void results.push({ value: compile["by vm.Script"]!() }), {
      timeout: 20_000,
    });

    expect(verdict).toMatchObject({ kind: "leaking", proof: "objects" });
    expect(explanation!.leaks).toMatchObject([{ className: "Object", perCall: 1, retainedBytesPerCall: 32 }]);
  });

  test("is one where the script is kept", async () => {
    const scripts: Script[] = [];

    const { verdict, explanation } = await checkLeak(() => void scripts.push(new Script(`1 + ${texts++}`)), {
      timeout: 20_000,
    });

    expect(verdict).toMatchObject({ kind: "leaking", proof: "objects" });
    expect(explanation!.leaks[0]).toMatchObject({ perCall: 1 });
  });
});

test("an array that was large before takes no more rounds for doubling in one of the calls", async () => {
  const entries: object[] = Array.from({ length: 376_000 }, (_, index) => ({ index }));

  const record = await checkLeak(
    () => {
      entries.push({ at: 1 });
    },
    { explain: false },
  );

  expect(record.verdict).toMatchObject({ kind: "leaking", calls: expect.any(Number) });
  expect(record.warmUpCalls).toBeGreaterThanOrEqual(128);
  expect(record.cost.rounds).toBeLessThan(20);
});

test("a leak is told although memory from before is let go meanwhile, faster than it grows", async () => {
  const earlier = Array.from({ length: 60_000 }, () => Array.from({ length: 12 }, () => 0));
  const kept: object[] = [];

  const { verdict } = await checkLeak(
    function handle() {
      earlier.pop();
      kept.push({});
    },
    { timeout: 30_000 },
  );

  expect(verdict).toMatchObject({ kind: "leaking", proof: "objects" });
});

test("no leak is cleared while memory from before is let go to the end of the check, faster than it grows", async () => {
  const earlier = Array.from({ length: 400_000 }, () => Array.from({ length: 12 }, () => 0));
  const kept: object[] = [];

  const { verdict } = await checkLeak(
    function handle() {
      earlier.pop();
      kept.push({});
    },
    { timeout: 5000 },
  );

  expect(earlier.length).toBeGreaterThan(0);
  expect(verdict).toMatchObject({ kind: "inconclusive", reason: { kind: "falling" } });
});

test("what a call allocates and lets go does not cut the warm-up short, what it retains does", async () => {
  const buffers: Uint8Array[] = [];
  const warmUpOf = async (body: () => void): Promise<number> =>
    (await checkLeak(body, { maxGrowth: "32 MB", explain: false })).warmUpCalls;

  const allocating = await warmUpOf(() => void new Uint8Array(500_000).fill(1));
  const retaining = await warmUpOf(() => void buffers.push(new Uint8Array(500_000).fill(1)));

  expect(allocating).toBeGreaterThanOrEqual(128);
  expect(retaining).toBeLessThan(32);
});

test("the check holds its breath at the bound for growth", async () => {
  const kept: Buffer[] = [];

  const record = await checkLeak(() => void kept.push(Buffer.alloc(1_000_000)), { maxGrowth: "40 MB" });

  expect(record.verdict.kind).toBe("leaking");
  expect(kept.length).toBeLessThanOrEqual(60);
});

test("the compilers are held still for the calls and given back their settings", async () => {
  const before = isOptimising();
  const during = new Set<boolean>();

  await checkLeak(() => void during.add(isOptimising()), { calls: 8, rounds: 1, explain: false });

  expect([before, [...during], isOptimising()]).toEqual([true, [false], true]);
});

test("code that has not run for a while is kept as long as a check lasts, however often V8 collects of its own accord", async () => {
  // The first check of a worker lets go of all code that is not running.
  await checkLeak(() => {});
  const seldom = Array.from({ length: 200 }, (_, index) => runOnce(index));
  const kept: object[] = [];
  const body = (): void => {
    kept.push({});
    Buffer.alloc(1_000_000);
  };

  const { samples } = await checkLeak(body, { calls: 150, rounds: 12, explain: false });

  expect([seldom.length, samples.length]).toEqual([200, 13]);
  expect(samples.at(-1)!.heap).toBeGreaterThan(samples[0]!.heap - 10_000);
});

// A function whose code, of a kilobyte or more, is compiled.
function runOnce(index: number): () => number {
  const sum = Array.from({ length: 50 }, (_, part) => `Math.max(${index}, ${part})`).join(" + ");
  // oxlint-disable-next-line no-implied-eval, no-new-func
  const seldom = new Function(`return () => ${sum}`)() as () => number;
  seldom();
  return seldom;
}

// V8 tells by a test intrinsic alone.
function isOptimising(): boolean {
  setFlagsFromString("--allow-natives-syntax");
  try {
    // oxlint-disable-next-line no-implied-eval, no-new-func
    return new Function("return %IsTurbofanEnabled()")() === true;
  } finally {
    setFlagsFromString("--no-allow-natives-syntax");
  }
}

test("the record can be written as JSON and says what it cost", async () => {
  const record = await checkLeak(function emptyBody() {}, undefined, {
    subject: { test: "suite > test", file: "a.test.ts" },
  });

  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  expect(record).toMatchObject({
    version: 1,
    subject: { body: "emptyBody", test: "suite > test", file: "a.test.ts" },
    verdict: { kind: "clean", because: "flat" },
  });
  expect(record.cost.snapshots).toBe(0);
});

test("an assertion throws with the record, a clean body passes", async () => {
  const kept: object[] = [];

  await assertNoLeak(() => {});
  const failure = await assertNoLeak(() => void kept.push({}), { explain: false }).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(LeakError);
  expect(failure).toMatchObject({ name: "LeakError", record: { verdict: { kind: "leaking", judges: ["heap"] } } });
});

test("many checks retain no object: Leakproof judged by itself", async () => {
  // The engine prepares our code piece by piece, up to the 150th check; the smallest object weighs 24 B.
  const options: LeakOptions = { budget: "23 B", calls: 8, timeout: 40_000 };

  const { verdict } = await checkLeak(async () => void (await innerCheck()), options);

  expect(verdict).toMatchObject({ kind: "clean" });
});

// A check inside a check would wait for its own turn; this does what a check does, a level below the queue.
async function innerCheck(): Promise<void> {
  const { Settler } = await import("../src/collect/settle.ts");
  const { Caller } = await import("../src/calls.ts");
  const { runRounds } = await import("../src/rounds.ts");
  const { TimePlan } = await import("../src/time-plan.ts");
  const caller = new Caller(() => {}, undefined, undefined, Infinity);
  await runRounds(caller, new Settler(), {
    calls: 32,
    rounds: 3,
    time: new TimePlan(10_000, undefined, false),
    maxGrowthBytes: Infinity,
    allowedBytesPerCall: 0,
    bytesPerCall: 0,
    usualBytesPerCall: 0,
    leastCalls: 0,
    leastRounds: 1,
    beforeRound: async () => {},
    afterRound: async () => {},
  });
  caller.end();
}
