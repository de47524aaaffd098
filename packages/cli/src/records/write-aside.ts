import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { messageOf, UserError } from "../user-error.ts";

/** Writes a file so that whoever reads it meanwhile gets the old one whole or the new one whole. */
export function writeAside(file: string, text: string): void {
  const aside = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(aside, text);
    renameSync(aside, file);
  } catch (error) {
    removeIfThere(aside);
    throw new UserError(`${file} cannot be written: ${messageOf(error)}.`, { cause: error });
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder is none.
  }
}
