import { mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { UnavailableError } from "../runtimes/obtain.ts";
import { runProcess } from "../trial/run-process.ts";
import { codeOf, messageOf } from "../user-error.ts";
import { git } from "./git.ts";

/** Checked-out commits, apart from the user's own checkout. */
export interface Worktrees {
  /** Checks a commit out and sets it up; gives the folder that corresponds to the project's. */
  readonly open: (commit: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

const SETUP_MS = 15 * 60_000;

/**
 * Creates worktrees of the repository that a project is in.
 *
 * @param setup - command that is run in each; without one it shares the `node_modules` of the project
 */
export async function createWorktrees(cwd: string, setup: string | undefined): Promise<Worktrees> {
  const root = await realpath(await git(cwd, "rev-parse", "--show-toplevel"));
  const inside = relative(root, await realpath(cwd));
  const folder = await realpath(await mkdtemp(join(tmpdir(), "leakproof-commits-")));
  const opened = new Map<string, Promise<string>>();
  const check = async (commit: string): Promise<string> => {
    const tree = join(folder, commit.slice(0, 12));
    await git(root, "worktree", "add", "--detach", "--force", tree, commit);
    const project = join(tree, inside);
    if (setup === undefined) await share(join(cwd, "node_modules"), join(project, "node_modules"));
    else await setUp(project, setup);
    return project;
  };
  return {
    open: (commit) => {
      const project = opened.get(commit) ?? check(commit);
      opened.set(commit, project);
      return project;
    },
    close: async () => {
      await rm(folder, { recursive: true, force: true });
      await git(root, "worktree", "prune").catch(() => {});
    },
  };
}

async function share(theirs: string, own: string): Promise<void> {
  try {
    await symlink(theirs, own, "junction");
  } catch (error) {
    if (codeOf(error) !== "EEXIST")
      throw new UnavailableError(`cannot be set up: ${messageOf(error)}`, { cause: error });
  }
}

async function setUp(project: string, setup: string): Promise<void> {
  const { exit, output } = await runProcess({
    file: process.platform === "win32" ? "cmd.exe" : "sh",
    args: [process.platform === "win32" ? "/c" : "-c", setup],
    cwd: project,
    environment: process.env,
    timeoutMs: SETUP_MS,
  });
  if (exit.kind === "code" && exit.code === 0) return;
  const last = output.trim().split("\n").at(-1) ?? "";
  throw new UnavailableError(`\`${setup}\` did not succeed: ${last}`);
}
