import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { codeOf, messageOf, RecordsError } from "../user-error.ts";
import { type RecordsText, readLines } from "./read-lines.ts";

/** What a records file says. */
export interface RecordsFileRead extends RecordsText {
  /** What the user calls it. */
  readonly name: string;
}

/**
 * Reads records files; of a folder, all `.ndjson` files in it.
 *
 * @param pathOf - where a file is that the user calls so
 * @throws RecordsError if one cannot be read, or has no records in it but something else
 */
export function readFiles(
  names: readonly string[],
  pathOf: (name: string) => string = (name) => name,
): RecordsFileRead[] {
  return names.flatMap((name) => expand(name, pathOf)).map((name) => readOne(name, pathOf(name)));
}

const EXTENSION = ".ndjson";

function expand(name: string, pathOf: (name: string) => string): readonly string[] {
  const path = pathOf(name);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [name];
  const inside = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(EXTENSION));
  if (inside.length === 0) throw new RecordsError(`There is no ${EXTENSION} file in the folder ${name}.`);
  return inside.toSorted().map((file) => join(name, file));
}

function readOne(name: string, path: string): RecordsFileRead {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT")
      throw new RecordsError(`There is no file ${name}. ${HOW_TO_WRITE}`, { cause: error });
    throw new RecordsError(`${name} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  const read = readLines(text);
  const [first] = read.damaged;
  if (first !== undefined && read.records.length + read.marks.length === 0)
    throw new RecordsError(`${name} is no file of records: line ${first.line} is ${first.reason}. ${HOW_TO_WRITE}`);
  return { name, ...read };
}

/** How a run is made to write records. */
export const HOW_TO_WRITE =
  'The plugin writes records where its option says so, as in leakproof({ records: "leaks.ndjson" }), or where LEAKPROOF_RECORDS does.';
