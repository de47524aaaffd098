import { describe, expect, test } from "vitest";
import type { AsyncFinding, AsyncOpsRecord } from "../../src/index.ts";
import { renderAsyncMessage } from "../../src/report/async-message.ts";

const at = (functionName: string, file: string, line: number, column = 3) => ({
  functionName,
  file: `/project/${file}`,
  line,
  column,
});

const interval: AsyncFinding = {
  kind: "interval",
  count: 2,
  detail: "of 5,000 ms",
  also: [],
  stores: ["{ request }"],
  isBodys: true,
  createdAt: at("poll", "src/poll.ts", 12),
  createdBy: { package: "timers-plus", position: at("repeat", "node_modules/timers-plus/index.js", 3) },
  stack: [
    { position: at("repeat", "node_modules/timers-plus/index.js", 3), isAsync: false },
    { position: at("poll", "src/poll.ts", 12), isAsync: false },
    { position: at("refresh", "src/refresh.ts", 4), isAsync: true },
  ],
  hops: [
    {
      through: "a request to a server",
      stack: [
        { position: at("listen", "src/server.ts", 8), isAsync: false },
        { position: at("main", "src/main.ts", 2), isAsync: false },
      ],
    },
  ],
};

const bare = (kind: AsyncFinding["kind"], more: Partial<AsyncFinding> = {}): AsyncFinding => ({
  kind,
  count: 1,
  also: [],
  stores: [],
  isBodys: true,
  stack: [],
  hops: [],
  ...more,
});

function recordOf(findings: readonly AsyncFinding[], more: Partial<AsyncOpsRecord> = {}): AsyncOpsRecord {
  return {
    version: 1,
    kind: "async ops",
    subject: {},
    verdict: findings.length === 0 ? { kind: "clean" } : { kind: "leaking", judges: ["handles"] },
    findings,
    excused: [],
    calls: 1,
    countsDescriptors: true,
    cost: { calls: 1, collections: 2, snapshots: 0, waitMs: 450, milliseconds: 512 },
    runtime: { node: "24.0.0", v8: "13", platform: "linux", arch: "x64" },
    ...more,
  };
}

const render = (record: AsyncOpsRecord, assertion = "expect(body).not.toLeakAsyncOps()"): string =>
  renderAsyncMessage(record, { assertion, root: "/project" });

describe("a message on pending work", () => {
  test("says what was left behind, where it was started, by whom, and how to mend it", () => {
    expect(render(recordOf([interval]))).toMatchInlineSnapshot(`
      "expect(body).not.toLeakAsyncOps()

      Expected: nothing open or pending after 1 call
      Received: 2 intervals

      2 intervals of 5,000 ms
        started in poll (src/poll.ts:12)
        by the package timers-plus: repeat (node_modules/timers-plus/index.js:3)
        which keeps the AsyncLocalStorage store { request }
        Hint: Clear it with clearInterval() when the call is done, also when the call
          fails.
          awaited by refresh (src/refresh.ts:4)
        in a callback of a request to a server, which was set up in listen
          (src/server.ts:8)
          called by main (src/main.ts:2)
        more in @leakproof/core/docs/leaks/timers.md

      Cost: 1 call, 2 collections, 0 snapshots, 512 ms, of which 450 ms of waiting for
        it to end"
    `);
  });

  test("tells what belongs together together, and what is kept by something else with that", () => {
    const child = bare("child process", { detail: "sleep, pid 7", also: [{ kind: "pipe", count: 3 }] });
    const promise = bare("pending promise", {
      createdAt: at("send", "src/send.ts", 5),
      keptBy: at("run", "src/run.ts", 9),
      isBodys: false,
    });

    expect(render(recordOf([child, promise]))).toMatchInlineSnapshot(`
      "expect(body).not.toLeakAsyncOps()

      Expected: nothing open or pending after 1 call
      Received: 1 child process, 1 pending promise

      1 child process (sleep, pid 7)
        with 3 pipes, started there as well
        Hint: End it with kill() and wait for its \`close\` event, also when the call
          fails.
        more in @leakproof/core/docs/leaks/processes-and-workers.md

      1 pending promise
        started by something else while the calls ran, in send (src/send.ts:5)
        kept by what was started in run (src/run.ts:9): see there

      Cost: 1 call, 2 collections, 0 snapshots, 512 ms, of which 450 ms of waiting for
        it to end"
    `);
  });

  test("tells the first five places in full and the others in a line each", () => {
    const places = Array.from({ length: 7 }, (_, index) =>
      bare("socket", { createdAt: at("open", "src/open.ts", index + 1) }),
    );

    expect(render(recordOf(places)).split("\n").slice(-6).join("\n")).toMatchInlineSnapshot(`
      "and 2 further places:
        1 socket at src/open.ts:6
        1 socket at src/open.ts:7

      Cost: 1 call, 2 collections, 0 snapshots, 512 ms, of which 450 ms of waiting for
        it to end"
    `);
  });

  test("says what is not held against the call, and that descriptors were not counted", () => {
    const record = recordOf([], {
      excused: [{ kind: "idle connection", count: 1, reason: "an agent keeps it" }],
      countsDescriptors: false,
    });

    expect(render(record, "expect(body).toLeakAsyncOps()")).toMatchInlineSnapshot(`
      "expect(body).toLeakAsyncOps()

      Expected: something open or pending after 1 call
      Received: nothing

      Not held against the call:
        1 idle connection: an agent keeps it

      Cost: 1 call, 2 collections, 0 snapshots, 512 ms, of which 450 ms of waiting for
        it to end
      This system does not tell which file descriptors are open: none were counted."
    `);
  });

  test("says which known leak is no longer ignored, and why", () => {
    const record = recordOf([bare("socket", { createdAt: at("open", "src/open.ts", 1) })], {
      unheeded: [{ entry: "socket", reason: "pooled until #412", because: { kind: "expired", expires: "2026-05-01" } }],
    });

    expect(render(record).split("\n\n").at(-2)).toMatchInlineSnapshot(
      `"Not ignored: the entry for socket (pooled until #412) ended on 2026-05-01."`,
    );
  });

  test("withholds a verdict on a call that does not return", () => {
    const record = recordOf([], {
      verdict: { kind: "inconclusive", reason: { kind: "never returned", call: 1, milliseconds: 4500 } },
    });

    expect(render(record)).toMatchInlineSnapshot(`
      "expect(body).not.toLeakAsyncOps() is inconclusive

      Call 1 did not return within 4,500 ms.
      A body must end by itself. Give the test more time if it is merely slow.

      Cost: 1 call, 2 collections, 0 snapshots, 512 ms, of which 450 ms of waiting for
        it to end"
    `);
  });
});
