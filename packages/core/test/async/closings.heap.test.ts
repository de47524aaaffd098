import { EventEmitter, once } from "node:events";
import fs from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { checkAsyncOps } from "../../src/index.ts";
import { renderAsyncMessage } from "../../src/report/async-message.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function listen(): Promise<Server> {
  const server = createServer((socket) => void socket.on("error", () => {}).unref()).listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(() => server.close());
  return server;
}

async function open(server: Server): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(socket, "connect");
  ends.push(() => socket.destroy());
  return socket;
}

function startInterval(): NodeJS.Timeout {
  const timer = setInterval(() => {}, 1e8);
  ends.push(() => clearInterval(timer));
  return timer;
}

const kindsOf = async (...args: Parameters<typeof checkAsyncOps>): Promise<string[]> =>
  (await checkAsyncOps(...args)).findings.map(({ kind, count }) => `${count} ${kind}`);

describe("what was opened before and is closed by the call", () => {
  test("is told as something that was closed, with the line that did it", async () => {
    const server = await listen();

    const record = await checkAsyncOps(function shutDown() {
      server.close();
    });

    const message = renderAsyncMessage(record, { assertion: "expect(body).not.toLeakAsyncOps()", root: process.cwd() });
    expect(message.slice(0, message.indexOf("  done here"))).toMatchInlineSnapshot(`
      "expect(body).not.toLeakAsyncOps()

      Expected: nothing open or pending, nothing of others closed after 1 call
      Received: 1 server of somebody else that was closed

      1 server of somebody else that was closed
        done in shutDown (packages/core/test/async/closings.heap.test.ts:46)
        Hint: The call ends what it did not open: let the one end it who opened it.
      "
    `);
    expect(message).toMatch(/done here \(packages\/core\/test\/async\/closings\.heap\.test\.ts:\d+\):/);
  });

  test("is told once, however often it is closed, and not if it was closed before", async () => {
    const socket = await open(await listen());
    const closed = await open(await listen());
    closed.destroy();

    const kinds = await kindsOf(() => {
      socket.end();
      socket.destroy();
      closed.destroy();
    });

    expect(kinds).toEqual(["1 closed socket"]);
  });

  test("is told of an interval whichever way it is cleared", async () => {
    const [byTimeout, byClose, byDispose] = [startInterval(), startInterval(), startInterval()];

    const kinds = [
      await kindsOf(() => clearTimeout(byTimeout)),
      await kindsOf(() => void byClose.close()),
      await kindsOf(() => byDispose[Symbol.dispose]()),
    ];

    expect(kinds.flat()).toEqual(Array.from({ length: 3 }, () => "1 cleared interval"));
  });
});

describe("what is closed is no matter where", () => {
  test("another takes its place", async () => {
    const server = await listen();
    let socket = await open(server);
    let timer = startInterval();
    let descriptor = fs.openSync(import.meta.filename, "r");
    ends.push(() => fs.closeSync(descriptor));
    const renew = async (): Promise<void> => {
      socket.destroy();
      socket = await open(server);
      clearInterval(timer);
      timer = startInterval();
      fs.closeSync(descriptor);
      descriptor = fs.openSync(import.meta.filename, "r");
    };

    const { findings } = await checkAsyncOps(renew, { warmUp: 1 });

    expect(findings).toEqual([]);
  });

  test("something from before closes it while the call runs", async () => {
    const socket = await open(await listen());
    const timer = startInterval();
    const closing = delay(10).then(() => {
      socket.destroy();
      clearInterval(timer);
    });

    const kinds = await kindsOf(() => delay(40));
    await closing;

    expect(kinds).toEqual([]);
  });

  test("a package closes what it keeps, whereas a server that it closes is the caller's", async () => {
    const folder = await mkdtemp(join(tmpdir(), "closings-"));
    ends.push(() => rm(folder, { recursive: true, force: true }));
    await mkdir(join(folder, "node_modules/pool"), { recursive: true });
    const file = join(folder, "node_modules/pool/index.mjs");
    await writeFile(
      file,
      "export const trim = (one) => void one.destroy();\nexport const close = (one) => one.close();\n",
    );
    const pool = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Record<
      "trim" | "close",
      (one: unknown) => void
    >;
    const server = await listen();
    const socket = await open(server);

    const trimmed = await kindsOf(() => pool.trim(socket));
    const closed = await kindsOf(() => pool.close(server));

    expect([trimmed, closed]).toEqual([[], ["1 closed server"]]);
  });

  test("a descriptor has the number of one that was closed unseen, as another thread does", async () => {
    // Taken before the check: what they do is not seen.
    const { openSync, closeSync } = fs;
    const theirs = openSync(import.meta.filename, "r");

    const kinds = await kindsOf(() => {
      closeSync(theirs);
      const own = openSync("package.json", "r");
      expect(own).toBe(theirs);
      fs.closeSync(own);
    });

    expect(kinds).toEqual([]);
  });

  test("a descriptor has the number of one from before", async () => {
    const before = fs.openSync(import.meta.filename, "r");
    const { close } = fs;

    const kinds = await kindsOf(async () => {
      await new Promise((resolve) => close(before, resolve));
      fs.closeSync(fs.openSync(import.meta.filename, "r"));
    });

    expect(kinds).toEqual([]);
  });
});

describe("listeners from before", () => {
  test("that are removed with all others are told, with their event", async () => {
    const bus = new EventEmitter()
      .on("reply", () => {})
      .on("reply", () => {})
      .on("error", () => {});

    const { findings } = await checkAsyncOps(() => void bus.removeAllListeners());

    expect(findings.map(({ count, kind, detail }) => `${count} ${kind} ${detail}`)).toEqual([
      '3 removed listener for "reply" of EventEmitter, for "error" of EventEmitter',
    ]);
  });

  test("that are taken one by one, have had their event, or are put back are not", async () => {
    const bus = new EventEmitter();
    const listener = (): void => {};
    bus
      .on("reply", listener)
      .once("end", () => {})
      .on("error", listener);

    const kinds = await kindsOf(() => {
      bus.off("reply", listener);
      bus.emit("end");
      bus.removeAllListeners();
      bus.on("error", listener);
    });

    expect(kinds).toEqual([]);
  });

  test("of a stream that the call destroys are not", async () => {
    const socket = await open(await listen());
    socket.on("data", () => {});

    const kinds = await kindsOf(() => void socket.removeAllListeners("data").destroy());

    expect(kinds).toEqual(["1 closed socket"]);
  });
});

describe("a fake clock", () => {
  test("that was installed before stays, and its timers are not looked at", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const { clearInterval: fake } = globalThis;
      const timer = setInterval(() => {}, 1000);
      let during: unknown;

      const kinds = await kindsOf(() => {
        during = globalThis.clearInterval;
        clearInterval(timer);
      });

      expect(kinds).toEqual([]);
      expect(during).toBe(fake);
    } finally {
      vi.useRealTimers();
    }
  });

  test("that the call installs, and a test removes later, leaves a clock that works", async () => {
    let rings = 0;
    const timer = setInterval(() => rings++, 1);

    await checkAsyncOps(() => void vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] }));
    vi.useRealTimers();
    clearInterval(timer);
    const ringsBefore = rings;
    await delay(20);

    expect(rings).toBe(ringsBefore);
  });
});
