import { describe } from "../describe.ts";
import { hintAt } from "../nearest.ts";
import { parseBytes } from "../parse-bytes.ts";

/** What a test may leave behind, as people write it. */
export interface TestBudgetOptions {
  /** Live memory that may be added, in bytes or as in `"512 kB"`. @default that of the next larger whole */
  readonly retained?: number | string;
  /** Handles that may be left open. @default that of the next larger whole */
  readonly handles?: number;
  /** Requests and retained promises that may be left pending. @default that of the next larger whole */
  readonly pendingOps?: number;
  /** Why it is no matter; shown wherever the budget is. @default none */
  readonly reason?: string;
}

/** What a test file may leave behind, as people write it. */
export interface BudgetOptions extends TestBudgetOptions {
  /** Live memory that any one test may add, in bytes or as in `"32 kB"`. @default none of its own */
  readonly perTest?: number | string;
}

/** A budget in bytes and counts; what is absent is left to the next larger whole. */
export interface ReadBudget {
  readonly retainedBytes?: number;
  readonly perTestBytes?: number;
  readonly handles?: number;
  readonly pendingOps?: number;
  readonly reason?: string;
}

const OF_TEST: Readonly<Record<keyof TestBudgetOptions, true>> = {
  retained: true,
  handles: true,
  pendingOps: true,
  reason: true,
};
const OF_FILE: Readonly<Record<keyof BudgetOptions, true>> = { ...OF_TEST, perTest: true };

const FIGURES: readonly (keyof BudgetOptions)[] = ["retained", "perTest", "handles", "pendingOps"];

/** The names that a budget has. */
export const budgetNames: { readonly test: readonly string[]; readonly file: readonly string[] } = {
  test: Object.keys(OF_TEST),
  file: Object.keys(OF_FILE),
};

/**
 * Reads a budget as people write it.
 *
 * @param where - whose it is, for messages
 * @param known - names that it may have, see {@link budgetNames}
 * @throws TypeError that says where and what is wrong, with the nearest name
 */
export function readBudget(given: unknown, where: string, known: readonly string[]): ReadBudget {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new TypeError(`${where}: expected an object such as { retained: "512 kB" }, received ${describe(given)}`);
  for (const name of Object.keys(given)) assertKnown(name, where, known);
  const { retained, perTest, handles, pendingOps, reason } = given as Readonly<Record<string, unknown>>;
  if (reason !== undefined && (typeof reason !== "string" || reason.trim() === ""))
    throw new TypeError(`${where}.reason: expected a text that says why, received ${describe(reason)}`);
  const read: ReadBudget = {
    ...(retained === undefined ? {} : { retainedBytes: parseBytes(retained, `${where}.retained`) }),
    ...(perTest === undefined ? {} : { perTestBytes: parseBytes(perTest, `${where}.perTest`) }),
    ...(handles === undefined ? {} : { handles: readCount(handles, `${where}.handles`) }),
    ...(pendingOps === undefined ? {} : { pendingOps: readCount(pendingOps, `${where}.pendingOps`) }),
    ...(reason === undefined ? {} : { reason }),
  };
  if (Object.keys(read).every((name) => name === "reason"))
    throw new TypeError(
      `${where} sets nothing: give it one of ${FIGURES.filter((name) => known.includes(name)).join(", ")}`,
    );
  return read;
}

function assertKnown(name: string, where: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  if (name === "perTest")
    throw new TypeError(`${where}: perTest is for files: what a test itself may add is its retained`);
  throw new TypeError(`${where}: there is no ${JSON.stringify(name)}: ${hintAt(name, known)}`);
}

function readCount(value: unknown, where: string): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
  throw new TypeError(`${where}: expected a whole number of at least 0, received ${describe(value)}`);
}
