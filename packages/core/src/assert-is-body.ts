import { describe } from "./describe.ts";

/** @throws TypeError if what is to be called again and again is no function */
export function assertIsBody(body: unknown): void {
  if (typeof body === "function") return;
  const what = describe(body);
  const hint =
    what === "a Promise" ? ": pass `() => load()` instead of `load()`, so that it can be called again and again" : "";
  throw new TypeError(`expected a function, received ${what}${hint}`);
}
