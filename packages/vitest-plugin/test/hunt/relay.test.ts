import { expect, test } from "vitest";
import { createRelay } from "../../src/hunt/relay.ts";

test("a call ends when the repetition that it asked for has ended", async () => {
  const relay = createRelay();
  const ends: string[] = [];
  const call = relay.call().then(() => ends.push("call"));

  expect(await relay.isWanted()).toBe(true);
  ends.push("repetition");
  relay.ended(undefined);
  await call;

  expect(ends).toEqual(["repetition", "call"]);
});

test("the runner waits until the check asks for another repetition", async () => {
  const relay = createRelay();
  const isWanted = relay.isWanted();

  const call = relay.call();

  expect(await isWanted).toBe(true);
  relay.ended(new Error("it fails"));
  await expect(call).rejects.toThrow("it fails");
});

test("a runner that waits when the check is over goes on without a repetition", async () => {
  const relay = createRelay();
  const isWanted = relay.isWanted();

  relay.close();

  expect(await isWanted).toBe(false);
  expect(await relay.isWanted()).toBe(false);
});
