import { expect, test } from "vitest";
import { nextTurn } from "../src/collect/real-time.ts";
import { takeTurn } from "../src/take-turn.ts";

test("work is done one at a time, in the order in which it was asked for, also after work that fails", async () => {
  const log: string[] = [];
  const work = (name: string, error?: Error) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await nextTurn();
    log.push(`${name} ends`);
    if (error) throw error;
    return name;
  };

  const asked = [takeTurn(work("a")), takeTurn(work("b", new Error("b failed"))), takeTurn(work("c"))];

  expect(log).toEqual([]);
  expect(await Promise.allSettled(asked)).toMatchObject([
    { value: "a" },
    { reason: new Error("b failed") },
    { value: "c" },
  ]);
  expect(await takeTurn(work("d"))).toBe("d");
  expect(log).toEqual(["a", "b", "c", "d"].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test("what asks while the last one hands over waits as well", async () => {
  const log: string[] = [];
  const first = takeTurn(async () => log.push("first"));
  const second = takeTurn(async () => {
    log.push("second begins");
    await nextTurn();
    log.push("second ends");
  });
  const third = first.then(() => takeTurn(async () => log.push("third")));

  await Promise.all([second, third]);

  expect(log).toEqual(["first", "second begins", "second ends", "third"]);
});

test("nothing of it hangs on the global object while nobody waits", async () => {
  await takeTurn(async () => {
    const values = Object.getOwnPropertySymbols(globalThis)
      .filter(({ description }) => description?.startsWith("leakproof.turn") === true)
      .map((key) => (globalThis as unknown as Record<symbol, unknown>)[key]);

    expect(values).toEqual([{ isTaken: true, waiting: [] }]);
  });
});
