import { maxSatisfying, valid, validRange } from "semver";
import { UserError } from "../user-error.ts";

/**
 * Resolves what the user calls a release: `22.16.0`, or `22` and `22.16` for the newest of those.
 *
 * @throws UserError if there is none
 */
export function resolveVersion(name: string, releases: readonly string[], option: string): string {
  const wanted = name.replace(/^v/, "");
  if (validRange(wanted) === null)
    throw new UserError(
      `${option}: ${JSON.stringify(name)} is no release of Node: write 22.16.0, or 22 for its newest.`,
    );
  const found = maxSatisfying([...releases], wanted);
  if (found !== null) return found;
  const hint = valid(wanted) === null ? "" : " It may exist for other platforms only.";
  throw new UserError(
    `${option}: there is no Node ${wanted} among the ${releases.length} releases that can be had.${hint}`,
  );
}
