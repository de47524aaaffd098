import { describe } from "./describe.ts";
import { type IgnoreEntry, checkIgnore } from "./ignore-entry.ts";
import { hintAt } from "./nearest.ts";

/**
 * Refuses what is no object of options, and options that do not exist.
 *
 * @throws TypeError that says what was given
 */
export function assertKnownOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new TypeError(`options: expected an object, received ${describe(options)}`);
  }
  for (const name of Object.keys(options)) {
    if (!known.includes(name))
      throw new TypeError(`there is no option ${JSON.stringify(name)}: ${hintAt(name, known)}`);
  }
}

/** Readers of single options: each gives the value, or throws a TypeError that says what was given instead. */
export const readOption = {
  whole(name: string, value: unknown, least: number): number | undefined {
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isInteger(value) && value >= least) return value;
    throw new TypeError(`${name}: expected a whole number of at least ${least}, received ${describe(value)}`);
  },
  boolean(name: string, value: unknown): boolean | undefined {
    if (value === undefined || typeof value === "boolean") return value;
    throw new TypeError(`${name}: expected true or false, received ${describe(value)}`);
  },
  inconclusive(value: unknown): "fail" | "warn" {
    if (value === undefined) return "fail";
    if (value === "fail" || value === "warn") return value;
    throw new TypeError(`inconclusive: expected "fail" or "warn", received ${describe(value)}`);
  },
  keepSnapshot(value: unknown, explain: boolean): string | undefined {
    if (value === undefined) return undefined;
    if (typeof value !== "string" || value === "")
      throw new TypeError(`keepSnapshot: expected the path of a folder, received ${describe(value)}`);
    if (!explain) throw new TypeError("keepSnapshot cannot be combined with explain: false: no snapshot is taken");
    return value;
  },
  ignore(value: unknown): readonly IgnoreEntry[] {
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw new TypeError(`ignore: expected a list, received ${describe(value)}`);
    return (value as IgnoreEntry[]).map(checkIgnore);
  },
} as const;
