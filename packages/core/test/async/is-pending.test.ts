import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { isPending } from "../../src/async/is-pending.ts";

test("a promise is pending until it is settled, also of another realm, and with properties of its own", () => {
  const locked = new Promise((resolve) => resolve(new Promise(() => {})));

  expect(isPending(new Promise(() => {}))).toBe(true);
  expect(isPending(locked)).toBe(true);
  expect(isPending(runInNewContext("new Promise(() => {})"))).toBe(true);
  expect(isPending(Object.assign(new Promise(() => {}), { name: "x" }))).toBe(true);
  expect(isPending(new (class Deferred extends Promise<unknown> {})(() => {}))).toBe(true);
});

test("nothing else is", () => {
  const rejected = Promise.reject(new Error("<pending>"));
  rejected.catch(() => {});

  expect(isPending(Promise.resolve("<pending>"))).toBe(false);
  expect(isPending(Promise.resolve({ "<pending>": 1 }))).toBe(false);
  expect(isPending(rejected)).toBe(false);
  expect(isPending(new WeakRef(rejected))).toBe(false);
  expect(isPending(undefined)).toBe(false);
});
