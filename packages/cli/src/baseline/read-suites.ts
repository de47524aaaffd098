import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { SuiteRecord } from "@leakproof/core/budget";
import { codeOf, messageOf, UserError } from "../user-error.ts";

/** What the guard wrote in records files. */
export interface SuitesRead {
  readonly records: readonly SuiteRecord[];
  /** Lines that are no records, as in `shard-1.ndjson:12`. */
  readonly damaged: readonly string[];
}

/**
 * Reads the records of suites from files of several shards or runs; records of assertions are passed over. A last line that was being
 * written when the process ended is damaged like any other.
 *
 * @throws UserError if a file cannot be read, or holds something else than records
 */
export function readSuites(names: readonly string[], cwd: string): SuitesRead {
  const files = names.map((name) => readOne(name, cwd));
  return { records: files.flatMap(({ records }) => records), damaged: files.flatMap(({ damaged }) => damaged) };
}

function readOne(name: string, cwd: string): SuitesRead {
  const lines = readText(name, cwd)
    .split("\n")
    .map((text, index) => ({ place: `${name}:${index + 1}`, text: text.trim() }))
    .filter(({ text }) => text !== "");
  const read = lines.map(({ place, text }) => ({ place, record: parse(text) }));
  const damaged = read.filter(({ record }) => record === undefined).map(({ place }) => place);
  if (damaged.length === lines.length && lines.length > 0)
    throw new UserError(`${name} is no file of records: its lines are no JSON objects with a kind.`);
  return { records: read.flatMap(({ record }) => (isSuite(record) ? [record] : [])), damaged };
}

function readText(name: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, name), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT")
      throw new UserError(
        `There is no file ${name}. A run writes its records where the plugin's option \`records\` or LEAKPROOF_RECORDS says.`,
        { cause: error },
      );
    throw new UserError(`${name} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

interface Line {
  readonly kind: string;
}

function parse(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "kind" in value && typeof value.kind === "string"
      ? { ...value, kind: value.kind }
      : undefined;
  } catch {
    return undefined;
  }
}

function isSuite(line: Line | undefined): line is SuiteRecord {
  if (line?.kind !== "suite") return false;
  const { retained, runtime, subject, verdict } = line as Partial<SuiteRecord>;
  return retained !== undefined && runtime !== undefined && subject !== undefined && verdict !== undefined;
}
