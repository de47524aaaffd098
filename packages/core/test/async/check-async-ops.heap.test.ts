import { AsyncLocalStorage, executionAsyncId } from "node:async_hooks";
import { EventEmitter, once } from "node:events";
import fs from "node:fs";
import { Agent, createServer as createHttpServer, get } from "node:http";
import { type AddressInfo, Server } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { obtainForceGc } from "../../src/collect/force-gc.ts";
import { AsyncOpsError, assertNoAsyncOps, checkAsyncOps } from "../../src/index.ts";

const timers: NodeJS.Timeout[] = [];
const startInterval = (): void => void timers.push(setInterval(() => {}, 1e8));

afterEach(() => {
  for (const timer of timers.splice(0)) clearInterval(timer);
});

describe("calls", () => {
  test("one is made, and as many as are asked for", async () => {
    let calls = 0;

    await checkAsyncOps(() => void calls++);
    const record = await checkAsyncOps(() => void calls++, { calls: 3, warmUp: 2 });

    expect(calls).toBe(1 + 5);
    expect(record).toMatchObject({ calls: 3, cost: { calls: 5 } });
  });

  test("what each leaves behind is counted", async () => {
    const { findings } = await checkAsyncOps(startInterval, { calls: 3 });

    expect(findings).toMatchObject([{ kind: "interval", count: 3 }]);
  });

  test("a response that nobody reads is told, also where a collection would have cancelled it meanwhile", async () => {
    const server = createHttpServer((_, response) => void response.end("x".repeat(1_000_000)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const collecting = setInterval(obtainForceGc(), 50);

    const { findings } = await checkAsyncOps(async () => (await fetch(url)).status);

    clearInterval(collecting);
    server.closeAllConnections();
    server.close();
    expect(findings).toMatchObject([{ kind: "fetch", count: 1 }]);
  });

  test("the error of the first is thrown as it is, that of a later one says which", async () => {
    const error = new RangeError("used up");
    let calls = 0;
    const throwsOnSecond = (): void => {
      if (++calls === 2) throw error;
    };

    await expect(
      checkAsyncOps(() => {
        throw error;
      }),
    ).rejects.toBe(error);
    await expect(checkAsyncOps(throwsOnSecond, { calls: 2 })).rejects.toThrow("the body threw on call 2: used up");
  });

  test("one that never returns is inconclusive, and its signal is aborted", async () => {
    let signal: AbortSignal | undefined;

    const { verdict } = await checkAsyncOps(
      (context) => {
        signal = context.signal;
        return new Promise(() => {});
      },
      { timeout: 200 },
    );

    expect(verdict).toMatchObject({ kind: "inconclusive", reason: { kind: "never returned", call: 1 } });
    expect(signal?.aborted).toBe(true);
  });

  test("a promise is no body", async () => {
    await expect(checkAsyncOps(Promise.resolve() as never)).rejects.toThrow(/expected a function, received a Promise/);
  });
});

describe("what was there before", () => {
  test("what a warm-up opens once is no leak, what every call opens is", async () => {
    let isOpen = false;
    const lazily = (): void => {
      if (!isOpen) startInterval();
      isOpen = true;
    };

    const once = await checkAsyncOps(lazily, { warmUp: 1 });
    const always = await checkAsyncOps(startInterval, { warmUp: 1 });

    expect([once.verdict.kind, always.verdict.kind]).toEqual(["clean", "leaking"]);
  });

  test("of listeners only those are counted that came after the warm-up", async () => {
    const bus = new EventEmitter();

    const { findings } = await checkAsyncOps(() => void bus.on("reply", () => {}), { warmUp: 2, calls: 3 });

    expect(findings).toMatchObject([{ kind: "listener", count: 3 }]);
  });

  test("what takes the place of another is no leak", async () => {
    const restart = (): void => {
      clearInterval(timers.pop());
      startInterval();
    };

    const { verdict } = await checkAsyncOps(restart, { warmUp: 1 });

    expect(verdict.kind).toBe("clean");
  });

  test("a poller that goes on meanwhile is not the call's", async () => {
    let isOver = false;
    const poll = (): void => {
      if (!isOver) timers.push(setTimeout(poll, 3));
    };
    poll();

    const { verdict } = await checkAsyncOps(() => delay(20));
    isOver = true;

    expect(verdict.kind).toBe("clean");
  });
});

test("what an earlier check left behind, and goes on, is not the call's", async () => {
  let isOver = false;
  const again = (): void => {
    if (!isOver) timers.push(setTimeout(again, 3));
  };
  const first = await checkAsyncOps(again, { grace: 10 });

  const second = await checkAsyncOps(() => delay(20));
  isOver = true;

  expect([first.verdict.kind, second.verdict.kind]).toEqual(["leaking", "clean"]);
});

test("what the test does meanwhile is not the call's", async () => {
  let end = (): void => {};
  const checked = checkAsyncOps(() => delay(30));
  await delay(5);
  const waiting = (async () => void (await new Promise<void>((resolve) => (end = resolve))))();
  startInterval();

  const { verdict } = await checked;
  end();
  await waiting;

  expect(verdict.kind).toBe("clean");
});

describe("time", () => {
  test("nothing is waited for, and nothing collected, where nothing is left", async () => {
    const { cost } = await checkAsyncOps(() => {});

    expect(cost).toMatchObject({ collections: 0, snapshots: 0 });
    // A grace would be 450 ms; a busy machine takes some for a turn.
    expect(cost.waitMs).toBeLessThan(200);
  });

  test("what ends within the grace is no leak", async () => {
    const startLate = (): void => void setTimeout(() => {}, 300);

    const patient = await checkAsyncOps(startLate, { grace: 1500 });
    const hasty = await checkAsyncOps(startLate, { grace: 20 });

    expect([patient.verdict.kind, hasty.verdict.kind]).toEqual(["clean", "leaking"]);
    expect(patient.cost.waitMs).toBeLessThan(1000);
  });

  test("a fake clock stops neither the check nor hides what is real", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "setImmediate", "Date", "performance"] });
    try {
      const clean = await checkAsyncOps(() => {});
      const leaking = await checkAsyncOps(startInterval);

      expect([clean.verdict.kind, leaking.verdict.kind]).toEqual(["clean", "leaking"]);
    } finally {
      vi.useRealTimers();
    }
  });
});

test("a promise that was resolved with a pending one is pending", async () => {
  const never = new Promise(() => {});
  const kept: unknown[] = [];

  const { findings } = await checkAsyncOps(() => void kept.push(new Promise((resolve) => resolve(never))));

  expect(findings).toMatchObject([{ kind: "pending promise", count: 1 }]);
});

test("an agent that outlives the calls may keep its connection, one of the call may not", async () => {
  const server = createHttpServer((_, response) => response.end("ok")).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const shared = new Agent({ keepAlive: true });
  const request = (agent: Agent): Promise<unknown> =>
    new Promise((resolve) => get({ port, agent }, (response) => response.resume().on("end", resolve)));
  const own: Agent[] = [];

  const pooled = await checkAsyncOps(() => request(shared));
  const leaking = await checkAsyncOps(() => {
    own.push(new Agent({ keepAlive: true }));
    return request(own.at(-1)!);
  });
  for (const agent of [shared, ...own]) agent.destroy();
  server.closeAllConnections();
  server.close();

  expect(pooled).toMatchObject({
    verdict: { kind: "clean" },
    excused: [{ kind: "idle connection" }],
    cost: { calls: 2 },
  });
  expect(leaking.findings).toMatchObject([{ kind: "idle connection" }]);
});

test("the stores are named that a timer keeps", async () => {
  const storage = new AsyncLocalStorage<object>();

  const runners = new AsyncLocalStorage<object>();

  const { findings } = await runners.run({ test: 1 }, () =>
    checkAsyncOps(() => storage.run({ request: 1, user: "ada" }, startInterval)),
  );

  expect(findings).toMatchObject([{ kind: "interval", stores: ["{ request, user }"] }]);
});

test("what is known is told apart with its reason, and does not fail", async () => {
  const { verdict, excused } = await checkAsyncOps(startInterval, {
    ignore: [{ leak: "startInterval", reason: "the heartbeat" }],
  });

  expect(verdict.kind).toBe("clean");
  expect(excused).toMatchObject([{ kind: "interval", count: 1, reason: "the heartbeat" }]);
});

test("no hook outlives a check", async () => {
  const methods = (): unknown[] => [
    Object.getOwnPropertyDescriptor(EventEmitter.prototype, "on")?.value,
    Object.getOwnPropertyDescriptor(Server.prototype, "close")?.value,
    Object.getOwnPropertyDescriptor(fs, "openSync")?.value,
  ];
  const before = methods();
  let during: unknown[] = [];

  await checkAsyncOps(() => {
    during = methods();
  });

  expect(during.filter((method, index) => method === before[index])).toEqual([]);
  expect(methods()).toEqual(before);
  // Promises have ids only while a hook is in place.
  const id = await Promise.resolve().then(() => executionAsyncId());
  const next = await Promise.resolve().then(() => executionAsyncId());
  expect(next).toBe(id);
});

test("two checks at a time take turns", async () => {
  const [clean, leaking] = await Promise.all([checkAsyncOps(() => delay(5)), checkAsyncOps(startInterval)]);

  expect([clean.verdict.kind, leaking.verdict.kind]).toEqual(["clean", "leaking"]);
});

test("the record can be written as JSON and is told from others", async () => {
  const waiting: Promise<unknown>[] = [];
  const record = await checkAsyncOps(function handle() {
    waiting.push(new Promise(() => {}));
    startInterval();
  });

  expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  expect(record).toMatchObject({
    version: 1,
    kind: "async ops",
    subject: { body: "handle" },
    verdict: { kind: "leaking", judges: ["handles", "promises"] },
  });
});

test("an assertion throws with the record, a clean body passes", async () => {
  await assertNoAsyncOps(() => {});
  const failure = await assertNoAsyncOps(startInterval).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(AsyncOpsError);
  expect(failure).toMatchObject({ name: "AsyncOpsError", record: { verdict: { kind: "leaking" } } });
});

test("many checks retain nothing: judged by the memory judges", async () => {
  const { checkLeak } = await import("../../src/index.ts");
  const { checkNow } = await import("../../src/async/run-async-check.ts");
  const { resolveAsyncOptions } = await import("../../src/async/options.ts");
  const options = resolveAsyncOptions();

  const { verdict } = await checkLeak(() => checkNow(() => delay(0), options, {}).then(() => {}), { timeout: 40_000 });

  expect(verdict).toMatchObject({ kind: "clean" });
});
