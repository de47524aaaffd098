/** Something that the user can mend: told in words, without a stack. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** There are no records to report on, or they cannot be read. */
export class RecordsError extends UserError {
  override readonly name: string = "RecordsError";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, as in `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}
