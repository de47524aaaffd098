import type { Worktrees } from "../commits/worktrees.ts";
import { obtainRuntime, type OnProgress, type Runtime, type Supply } from "../runtimes/obtain.ts";
import type { TrialCommand } from "../trial/resolve-command.ts";

/** Where a trial is made. */
export interface Place {
  readonly runtime: Runtime;
  readonly cwd: string;
  readonly command: TrialCommand;
}

/** Gives the place in which a release or commit is tried. */
export type OpenPlace = (version: string, onProgress: OnProgress) => Promise<Place>;

/** The project as it is, on a release of Node. */
export function onRelease(supply: Supply, cwd: string, command: TrialCommand): OpenPlace {
  return async (version, onProgress) => ({ runtime: await obtainRuntime(supply, version, onProgress), cwd, command });
}

/** A commit of the project, on the Node that runs this. */
export function onCommit(worktrees: Worktrees, resolve: (cwd: string) => Promise<TrialCommand>): OpenPlace {
  const runtime = { version: process.versions.node, executable: process.execPath, from: "git", downloadedBytes: 0 };
  return async (commit, onProgress) => {
    onProgress(`commit ${commit.slice(0, 10)}: checking out`);
    const cwd = await worktrees.open(commit);
    return { runtime, cwd, command: await resolve(cwd) };
  };
}
