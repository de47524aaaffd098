import { readFileSync, renameSync, writeFileSync } from "node:fs";
import * as v from "valibot";
import { messageOf, UserError } from "../user-error.ts";
import { type Cell, CELL } from "./cell.ts";

/** Cells that were made somewhere; this is what `--json` prints. */
export interface Columns {
  readonly schema: 1;
  readonly command: readonly string[];
  /** As in `linux-x64`. */
  readonly platform: string;
  readonly releases: readonly string[];
  readonly cells: readonly Cell[];
}

export const COLUMNS: v.GenericSchema<unknown, Columns> = v.object({
  schema: v.literal(1),
  command: v.array(v.string()),
  platform: v.string(),
  releases: v.array(v.string()),
  cells: v.array(CELL),
});

/** Writes columns to a file, in one step. */
export function writeColumns(file: string, columns: Columns): void {
  try {
    writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(columns, undefined, 2)}\n`);
    renameSync(`${file}.${process.pid}`, file);
  } catch (error) {
    throw new UserError(`${file} cannot be written: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * Reads columns that were made elsewhere and puts them side by side; what is in two files counts once.
 *
 * @throws UserError if one is no such file, or of another command
 */
export function collectColumns(files: readonly string[]): Columns {
  const all = files.map((file) => ({ file, columns: readColumns(file) }));
  const [first] = all;
  if (first === undefined) throw new UserError("There is nothing to collect.");
  const stranger = all.find(({ columns }) => columns.command.join("\0") !== first.columns.command.join("\0"));
  if (stranger !== undefined)
    throw new UserError(
      `${stranger.file} is of another command (${stranger.columns.command.join(" ")}) than ${first.file} (${first.columns.command.join(" ")}).`,
    );
  const platforms = new Set(all.map(({ columns }) => columns.platform));
  const seen = new Set<string>();
  const [releases, cells]: [string[], Cell[]] = [[], []];
  for (const { columns } of all) {
    // The same release on two platforms is two columns.
    const named = (release: string): string => (platforms.size > 1 ? `${release} ${columns.platform}` : release);
    const fresh = columns.releases.filter((release) => !seen.has(named(release)));
    for (const release of fresh) seen.add(named(release));
    releases.push(...fresh.map(named));
    cells.push(
      ...columns.cells
        .filter(({ release }) => fresh.includes(release))
        .map((cell) => ({ ...cell, release: named(cell.release) })),
    );
  }
  return { ...first.columns, platform: [...platforms].join(", "), releases, cells };
}

function readColumns(file: string): Columns {
  try {
    return v.parse(COLUMNS, JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new UserError(`${file} is not what \`leakproof matrix --json\` writes: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}
