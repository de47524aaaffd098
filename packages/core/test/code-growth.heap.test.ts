import { Script } from "node:vm";
import { expect, test } from "vitest";
import { Caller } from "../src/calls.ts";
import { setCodeApart } from "../src/code-growth.ts";
import { now } from "../src/collect/real-time.ts";
import { Settler } from "../src/collect/settle.ts";
import { TimePlan } from "../src/time-plan.ts";

let texts = 0;

// So slow that hardly a dozen of them take as long as a collection, as requests to a server are on a busy machine.
function spend(milliseconds: number): void {
  const end = now() + milliseconds;
  while (now() < end);
}

async function isSetApart(body: () => void): Promise<{ changedHeap: boolean; emptiesCodeCache: boolean }> {
  const time = new TimePlan(20_000, 20_000, true);
  const caller = new Caller(body, undefined, undefined, time.end);
  const settler = new Settler();
  try {
    // As a warm-up does, and the first rounds do.
    await caller.run(200, Infinity);
    await settler.settle();
    const plan = { time, beforeRound: async () => {}, afterRound: async () => {} };
    const changedHeap = await setCodeApart({ length: 32, caller, settler, plan });
    return { changedHeap, emptiesCodeCache: settler.emptiesCodeCache };
  } finally {
    caller.end();
  }
}

// The first in this process: what looks for compiled code is compiled itself then.
test("a slow call that compiles nothing is none that feeds the cache", async () => {
  const found = await isSetApart(() => spend(1));

  expect(found).toEqual({ changedHeap: false, emptiesCodeCache: false });
});

test("nor is one that has compiled a large script once", async () => {
  let calls = 0;

  const found = await isSetApart(() => {
    spend(1);
    // Among those that are looked at first.
    if (calls++ === 204) new Script(`[${"() => 1 + 2,".repeat(100)}]`).runInThisContext();
  });

  expect(found).toEqual({ changedHeap: false, emptiesCodeCache: false });
});

test("a slow call that compiles a new text each time is", async () => {
  const found = await isSetApart(() => {
    spend(1);
    new Script(`1 + ${texts++}`).runInThisContext();
  });

  expect(found).toEqual({ changedHeap: true, emptiesCodeCache: true });
});

test("a slow call whose scripts are kept compiles, but does not feed the cache alone", async () => {
  const scripts: Script[] = [];

  const found = await isSetApart(() => {
    spend(1);
    scripts.push(new Script(`({ ${"a".repeat(2000)}: ${texts++} })`));
  });

  expect(found).toEqual({ changedHeap: true, emptiesCodeCache: false });
  // Those before, and as many as tell scripts that are kept from what else goes with the cache.
  expect(scripts.length).toBeGreaterThanOrEqual(200 + 128);
});
