import { expect, test } from "vitest";
import { createJudgingQueue } from "../../src/worker/index.ts";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("one is judged after the other, in the order in which they asked, also after a failure", async () => {
  const queue = createJudgingQueue();
  const told: string[] = [];
  const judge = (name: string, fails = false): Promise<void> =>
    queue.take(async () => {
      told.push(`${name} begins`);
      await turn();
      told.push(`${name} ends`);
      if (fails) throw new Error(name);
    });

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
  });
  await queue.ended();

  expect(wasJudging).toBe(true);
  expect(queue.isJudging()).toBe(false);
});
