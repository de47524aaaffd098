import { expect, test } from "vitest";
import { createJudgingQueue } from "../../src/worker/index.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const inTime = (): boolean => false;

test("one is judged after the other, in the order in which they asked, also after a failure", async () => {
  const queue = createJudgingQueue();
  const told: string[] = [];
  const judge = (name: string, fails = false): Promise<void> =>
    queue.take(async () => {
      told.push(`${name} begins`);
      await turn();
      told.push(`${name} ends`);
      if (fails) throw new Error(name);
    }, inTime);

  const outcomes = await Promise.allSettled([judge("first", true), judge("second")]);

  expect(told).toEqual(["first begins", "first ends", "second begins", "second ends"]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

test("it says when something is being judged, and when all has been", async () => {
  const queue = createJudgingQueue();
  expect(queue.isJudging()).toBe(false);

  let wasJudging = false;
  void queue.take(async () => {
    await turn();
    wasJudging = queue.isJudging();
  }, inTime);
  await queue.ended();

  expect(wasJudging).toBe(true);
  expect(queue.isJudging()).toBe(false);
});

test("what outlives its test is waited for, and refuses no other", async () => {
  const queue = createJudgingQueue();
  let isLate = false;
  const told: string[] = [];
  const outlived = queue.take(
    async () => {
      await turn();
      told.push("outlived");
    },
    () => isLate,
  );
  await Promise.resolve();
  expect(queue.isJudging()).toBe(true);

  isLate = true;
  expect(queue.isJudging()).toBe(false);
  await queue.take(() => Promise.resolve(told.push("next")), inTime);

  await outlived;
  expect(told).toEqual(["outlived", "next"]);
});
