import { types } from "node:util";
import { describe } from "./describe.ts";

/** A leak that is known and not to be reported. */
export interface IgnoreEntry {
  /** Matched against the class, every line of the leak's trace and its fingerprint: a part of the text, or a pattern. */
  readonly leak: string | RegExp;
  /** Why it is no matter; shown in the report. */
  readonly reason: string;
  /** At most so much is known, in objects per call, or in handles and pending ops in all; more is reported. @default any number */
  readonly count?: number;
  /** The last day on which the entry counts, as in `"2026-12-31"` (UTC). @default it never ends */
  readonly expires?: string;
}

/** Checks an entry: what it matches, why that is no matter, and how far and how long. */
export function checkIgnore(entry: IgnoreEntry): IgnoreEntry {
  if (entry.leak === "" || (typeof entry.leak !== "string" && !types.isRegExp(entry.leak))) {
    throw new TypeError(`ignore: leak must be a text or a pattern, received ${describe(entry.leak)}`);
  }
  if (typeof entry.reason !== "string" || entry.reason.trim() === "") {
    throw new TypeError(`ignore: the entry for ${String(entry.leak)} has no reason: say why this leak is no matter`);
  }
  const { count, expires } = entry;
  if (count !== undefined && !(typeof count === "number" && count > 0)) {
    throw new TypeError(
      `ignore: count of the entry for ${String(entry.leak)} must be a number above 0, received ${describe(count)}`,
    );
  }
  if (expires !== undefined && !isDay(expires)) {
    throw new TypeError(
      `ignore: expires of the entry for ${String(entry.leak)} must be a day such as "2026-12-31", received ${describe(expires)}`,
    );
  }
  return entry;
}

// February has no 30th, although Date.parse lets it pass.
function isDay(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}
