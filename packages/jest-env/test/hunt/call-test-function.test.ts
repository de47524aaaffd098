import { expect, test } from "vitest";
import { callTestFunction } from "../../src/hunt/call-test-function.ts";

type Given = Parameters<typeof callTestFunction>[0]["fn"];

function call(fn: unknown, timeout?: number): Promise<void> {
  return callTestFunction({ fn: fn as Given, timeout }, { context: { user: "ada" }, timeoutMs: 1000 });
}

test("a function that takes `done` ends when that is called", async () => {
  let isDone = false;

  await call((done: () => void) => {
    setTimeout(() => {
      isDone = true;
      done();
    }, 5);
  });

  expect(isDone).toBe(true);
});

test("a function fails with what it gives to `done`, throws or rejects with", async () => {
  await expect(call((done: (reason: string) => void) => done("no"))).rejects.toThrow("Failed: 'no'");
  await expect(
    call(() => {
      throw new Error("thrown");
    }),
  ).rejects.toThrow("thrown");
  await expect(call(async () => Promise.reject(new Error("rejected")))).rejects.toThrow("rejected");
});

test("a generator is driven by what it yields", async () => {
  const seen: unknown[] = [];

  await call(function* run(this: unknown): Generator<unknown, void, unknown> {
    seen.push(this, yield Promise.resolve(1));
    try {
      yield Promise.reject(new Error("caught"));
    } catch {
      seen.push("caught");
    }
  });

  expect(seen).toEqual([{ user: "ada" }, 1, "caught"]);
});

test("what takes longer than its timeout fails", async () => {
  await expect(call(() => new Promise(() => {}), 10)).rejects.toThrow("it takes longer than its timeout of 10 ms");
});
