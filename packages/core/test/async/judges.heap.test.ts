import { closeSync, openSync } from "node:fs";
import { afterEach, describe, expect, test } from "vitest";
import { checkLeak } from "../../src/index.ts";
import { renderMessage } from "../../src/report/message.ts";

const waiting: Promise<unknown>[] = [];

describe("judges of pending work in a check for memory", () => {
  test("speak after one call", async () => {
    const timers: NodeJS.Timeout[] = [];

    const record = await checkLeak(() => void timers.push(setInterval(() => {}, 1e8)), {
      judges: ["heap", "handles", "promises"],
    });
    for (const timer of timers) clearInterval(timer);

    expect(record).toMatchObject({
      kind: "memory",
      verdict: { kind: "leaking", judges: ["handles"], proof: "operations" },
      cost: { calls: 1, rounds: 0 },
      pending: { kind: "async ops", findings: [{ kind: "interval" }] },
    });
    const message = renderMessage(record, { assertion: "expect(body).not.toLeakMemory()", root: process.cwd() });
    expect(message.split("\n").slice(0, 6).join("\n")).toMatchInlineSnapshot(`
      "expect(body).not.toLeakMemory()

      Judge:    handles
      Expected: nothing open or pending after 1 call
      Received: 1 interval
      "
    `);
  });

  test("say nothing of what is not theirs", async () => {
    const record = await checkLeak(() => void waiting.push(new Promise(() => {})), {
      judges: ["heap", "handles"],
      timeout: 40_000,
    });

    expect(record.verdict).toMatchObject({ kind: "leaking", judges: ["heap"], proof: "objects" });
  });

  test("leave a clean body to the memory judges", async () => {
    const record = await checkLeak(() => Promise.resolve(), { judges: ["heap", "handles", "promises"] });

    expect(record.verdict).toMatchObject({ kind: "clean", because: "flat" });
    expect(record.judges.map(({ judge }) => judge)).toEqual(["heap"]);
  });

  test("let teardown end what the body opened", async () => {
    const timers: NodeJS.Timeout[] = [];

    const record = await checkLeak(() => void timers.push(setInterval(() => {}, 1e8)), {
      judges: ["heap", "handles"],
      teardown: { call: () => clearInterval(timers.pop()) },
    });

    expect(record.verdict.kind).toBe("clean");
  });

  test("are not asked for what ends by itself unless they are named", async () => {
    const ends = await checkLeak(() => void setTimeout(() => {}, 600), { timeout: 20_000 });

    expect(ends.verdict.kind).toBe("clean");
  });

  describe("where none is named", () => {
    const descriptors: number[] = [];

    afterEach(() => {
      for (const descriptor of descriptors.splice(0)) closeSync(descriptor);
    });

    test("speak of what never ends by itself, before a body has run out of it", async () => {
      const record = await checkLeak(() => void descriptors.push(openSync(import.meta.filename, "r")));

      expect(record).toMatchObject({
        verdict: { kind: "leaking", judges: ["handles"], calls: 2 },
        pending: { findings: [{ kind: "descriptor", count: 2 }] },
      });
      expect(descriptors.length).toBeLessThan(200);
    });

    test("say nothing of a descriptor that is closed, of one that is opened once, or where rounds bound the calls", async () => {
      const open = (): number => openSync(import.meta.filename, "r");
      const keep = (): void => void descriptors.push(open());

      const closed = await checkLeak(() => closeSync(open()));
      const once = await checkLeak(() => void (descriptors.length === 0 && keep()));
      const bounded = await checkLeak(keep, { calls: 8, rounds: 2 });

      expect([closed, once, bounded].map(({ verdict, pending }) => [verdict.kind, pending])).toEqual([
        ["clean", undefined],
        ["clean", undefined],
        [expect.not.stringMatching("leaking"), undefined],
      ]);
    });

    test("say nothing of what takes the place of another", async () => {
      let timer: NodeJS.Timeout | undefined;

      const record = await checkLeak(() => {
        clearInterval(timer);
        timer = setInterval(() => {}, 1e8);
      });
      clearInterval(timer);

      expect(record.verdict.kind).toBe("clean");
    });
  });

  describe("where none is named and memory grows", () => {
    test("speak too of what the watched calls left, if it is open or pending to the end", async () => {
      const jobs = new Set<Promise<unknown>>();

      const record = await checkLeak(
        function startJob() {
          jobs.add(new Promise(() => {}));
        },
        { timeout: 40_000 },
      );

      expect(record).toMatchObject({
        verdict: { kind: "leaking", judges: ["heap", "promises"] },
        stillOpen: [{ kind: "pending promise", count: 2, createdAt: { functionName: "startJob" } }],
      });
      const message = renderMessage(record, { assertion: "expect(body).not.toLeakMemory()", root: process.cwd() });
      const from = message.indexOf("Judge promises");
      expect(message.slice(from, message.indexOf("\n\nCost", from))).toMatchInlineSnapshot(`
        "Judge promises: two calls were watched, and what they left was there to the end:
          2 pending promises at packages/core/test/async/judges.heap.test.ts:118"
      `);
    });

    test("say nothing of what has ended since", async () => {
      const kept: object[] = [];

      const record = await checkLeak(
        () => {
          kept.push({});
          setTimeout(() => {}, 500);
        },
        { timeout: 40_000 },
      );

      expect(record.verdict).toMatchObject({ kind: "leaking", judges: ["heap"] });
      expect(record).not.toHaveProperty("stillOpen");
    });
  });

  test("cannot be alone", async () => {
    await expect(checkLeak(() => {}, { judges: ["handles"] })).rejects.toThrow(
      "judges: name at least one of heap, arrayBuffers, external: handles and promises alone are judged by toLeakAsyncOps",
    );
  });
});
