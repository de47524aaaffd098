import { git } from "./git.ts";

/** Names a commit as `git log` does, with the files that it changes. */
export async function describeCommit(cwd: string, commit: string): Promise<string[]> {
  const [head, files] = await Promise.all([
    git(cwd, "log", "-1", "--format=%h %s (%an, %as)", commit),
    git(cwd, "show", "--stat=72", "--format=", "--first-parent", commit),
  ]);
  return [head, ...files.split("\n").map((line) => `  ${line.trim()}`)];
}
