import { UserError } from "../user-error.ts";
import { git } from "./git.ts";

/**
 * Lists the commits from one end to the other, oldest first, both included; of a merge only what it brought to its first parent.
 *
 * @throws UserError if neither end comes before the other
 */
export async function listCommits(
  cwd: string,
  good: string,
  bad: string,
): Promise<{ readonly commits: readonly string[]; readonly good: string; readonly bad: string }> {
  const [from, to] = await Promise.all(
    [good, bad].map((name) => git(cwd, "rev-parse", "--verify", `${name}^{commit}`)),
  );
  if (from === undefined || to === undefined || from === to)
    throw new UserError(`Both ends are the commit ${bad}: name another with --good or --bad.`);
  const [older, newer] = (await isBefore(cwd, from, to)) ? [from, to] : [to, from];
  if (!(await isBefore(cwd, older, newer)))
    throw new UserError(`Neither of ${good} and ${bad} comes before the other: take ends on one branch.`);
  const listed = await git(cwd, "rev-list", "--first-parent", "--reverse", "--ancestry-path", `${older}..${newer}`);
  return { commits: [older, ...listed.split("\n").filter((line) => line !== "")], good: from, bad: to };
}

async function isBefore(cwd: string, older: string, newer: string): Promise<boolean> {
  return (await git(cwd, "merge-base", older, newer)) === older;
}
