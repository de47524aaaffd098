import type { Pair, Twin } from "../pair.ts";

const OLD = 1000;

/** What hangs on objects that were there before: on the same one, or on another in every call. */
export const holders: readonly Pair[] = [
  {
    name: "a history on another old user in every call",
    leaky: () => {
      const users = Array.from({ length: OLD }, (_, id) => ({ id, visits: [] as object[] }));
      return inTurn(users, (user, at) => user.visits.push({ at }));
    },
    clean: () => {
      const users = Array.from({ length: OLD }, (_, id) => ({ id, visit: {} }));
      return inTurn(users, (user, at) => (user.visit = { at }));
    },
  },
  {
    name: "an entry in the Map of another old room in every call",
    leaky: () => {
      const rooms = Array.from({ length: OLD }, () => new Map<number, object>());
      return inTurn(rooms, (room, at) => room.set(at, { at }));
    },
    clean: () => {
      const rooms = Array.from({ length: OLD }, () => new Map<number, object>());
      return inTurn(rooms, (room, at) => {
        room.set(at, { at });
        room.delete(at);
      });
    },
  },
  {
    name: "a longer chain behind another old head in every call",
    leaky: () => {
      const heads = Array.from({ length: OLD }, (): { next?: object } => ({}));
      return inTurn(heads, (head) => (head.next = { next: head.next }));
    },
    clean: () => {
      const heads = Array.from({ length: OLD }, (): { next?: object } => ({}));
      return inTurn(heads, (head) => (head.next = { isFirst: head.next === undefined }));
    },
  },
  {
    name: "a listener on another of the old emitters in every call",
    leaky: () => {
      const targets = Array.from({ length: OLD }, () => new EventTarget());
      return inTurn(targets, (target) => target.addEventListener("change", () => {}));
    },
    clean: () => {
      const targets = Array.from({ length: OLD }, () => new EventTarget());
      return inTurn(targets, (target) => target.addEventListener("change", () => {}, { signal: AbortSignal.abort() }));
    },
  },
  {
    name: "a property with a new name on another old object in every call",
    leaky: () => {
      const rows = Array.from({ length: OLD }, (): Record<string, number> => ({}));
      return inTurn(rows, (row, at) => (row[`column ${at}`] = at));
    },
    clean: () => {
      const rows = Array.from({ length: OLD }, (): Record<string, number> => ({}));
      return inTurn(rows, (row, at) => (row[`column ${at % 3}`] = at));
    },
  },
  {
    name: "a log line on one of seven old loggers",
    leaky: () => {
      const loggers = Array.from({ length: 7 }, () => ({ lines: [] as string[] }));
      return inTurn(loggers, (logger, at) => logger.lines.push(`line ${at}`));
    },
    clean: () => {
      const loggers = Array.from({ length: 7 }, () => ({ lines: [] as string[] }));
      return inTurn(loggers, (logger, at) => {
        logger.lines.push(`line ${at}`);
        if (logger.lines.length > 20) logger.lines.length = 0;
      });
    },
  },
  {
    name: "a note in a WeakMap for another old key in every call",
    leaky: () => {
      const keys = Array.from({ length: OLD }, () => ({}));
      const notes = new WeakMap<object, object[]>(keys.map((key) => [key, []]));
      return inTurn(keys, (key, at) => notes.get(key)?.push({ at }));
    },
    clean: () => {
      const keys = Array.from({ length: OLD }, () => ({}));
      const notes = new WeakMap<object, object>();
      return inTurn(keys, (key, at) => notes.set(key, { at }));
    },
  },
];

function inTurn<T>(old: readonly T[], use: (one: T, at: number) => unknown): Twin {
  let at = 0;
  return {
    body: () => {
      const one = old[at % old.length];
      if (one !== undefined) use(one, at++);
    },
  };
}
