import { EventEmitter } from "node:events";

const sessions = new Map<number, Buffer>();
let next = 0;

/** Leaks an entry of the Map. */
export function login(): void {
  sessions.set(next++, Buffer.alloc(200_000));
}

/** Its clean twin. */
export function visit(): void {
  const id = next++;
  sessions.set(id, Buffer.alloc(200_000));
  sessions.delete(id);
}

/** Leaks an interval. */
export function poll(): void {
  setInterval(() => {}, 60_000);
}

const bus = new EventEmitter();

/** What is made is held by the emitter. */
export function makeView(): object {
  const view = { name: "view" };
  bus.once("change", () => view.name);
  return view;
}

/** Never returns. */
export function hang(): Promise<void> {
  return new Promise((resolve) => bus.once("never", resolve));
}
