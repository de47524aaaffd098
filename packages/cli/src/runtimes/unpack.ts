import { createReadStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { posix } from "node:path";
import ssri from "ssri";
import { extract, type ReadEntry } from "tar";
import { messageOf, UserError } from "../user-error.ts";

/**
 * Checks an archive against its checksum and takes what is wanted out of it.
 *
 * @param wanted - paths below the archive's one folder
 * @throws UserError if the archive is not what was promised
 */
export async function unpack(
  archive: string,
  integrity: string,
  into: string,
  wanted: readonly string[],
): Promise<void> {
  await verify(archive, integrity);
  await mkdir(into, { recursive: true });
  const missing = new Set(wanted);
  let outside: string | undefined;
  try {
    await extract({
      file: archive,
      cwd: into,
      strip: 1,
      filter: (path, entry) => {
        if (leavesFolder(path)) outside ??= path;
        const inner = posix.normalize(path).split("/").slice(1).join("/");
        // A link could lead anywhere.
        const isTaken = wanted.includes(inner) && (entry as ReadEntry).type === "File";
        if (isTaken) missing.delete(inner);
        return isTaken && outside === undefined;
      },
    });
  } catch (error) {
    throw isDiskError(error)
      ? error
      : new ArchiveError(`The archive cannot be read: ${messageOf(error)}.`, { cause: error });
  }
  if (outside !== undefined)
    throw new ArchiveError(`The archive has an entry outside of its folder (${outside}): it is not used.`);
  if (missing.size > 0) throw new ArchiveError(`The archive lacks ${[...missing].join(", ")}.`);
}

async function verify(archive: string, integrity: string): Promise<void> {
  try {
    await ssri.checkStream(createReadStream(archive), integrity);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EINTEGRITY")
      throw new ArchiveError(`The archive does not match its checksum (${integrity.slice(0, 24)}…): it is not used.`);
    throw error;
  }
}

/** What was downloaded is not what was promised. */
export class ArchiveError extends UserError {}

function leavesFolder(path: string): boolean {
  return posix.isAbsolute(path) || /^[a-z]:/i.test(path) || path.split(/[/\\]/).includes("..");
}

function isDiskError(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && ["ENOSPC", "EDQUOT", "EACCES", "EROFS"].includes(String(error.code))
  );
}
