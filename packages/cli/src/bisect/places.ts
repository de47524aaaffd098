import type { TestName } from "@leakproof/core/worker";
import type { Worktrees } from "../commits/worktrees.ts";
import { type EarlierTests, inProject } from "../earlier-tests/list-tests.ts";
import { readSubset } from "../earlier-tests/subset.ts";
import { unmetNeed } from "../runner/needs.ts";
import { describeUnmet } from "../runner/offer.ts";
import { obtainRuntime, type OnProgress, type Runtime, type Supply, UnavailableError } from "../runtimes/obtain.ts";
import type { TrialCommand } from "../trial/resolve-command.ts";

/** Where a trial is made. */
export interface Place {
  readonly runtime: Runtime;
  readonly cwd: string;
  readonly command: TrialCommand;
  /** Over tests: those that are to run. */
  readonly chosen?: readonly TestName[];
}

/** Gives the place in which a release or commit is tried. */
export type OpenPlace = (version: string, onProgress: OnProgress) => Promise<Place>;

/** The project as it is, on a release of Node. */
export function onRelease(supply: Supply, cwd: string, command: TrialCommand): OpenPlace {
  return async (version, onProgress) => {
    // Before a download that would be in vain.
    const need = unmetNeed(command.needs, version);
    if (need !== undefined) throw new UnavailableError(describeUnmet(need, version));
    return { runtime: await obtainRuntime(supply, version, onProgress), cwd, command };
  };
}

/** The Node that runs this. */
export function ownRuntime(from: string): Runtime {
  return { version: process.versions.node, executable: process.execPath, from, downloadedBytes: 0 };
}

/** The project as it is, with the test that leaks after some of those that run before it, on the Node that runs this. */
export function onTests({ tests, target }: EarlierTests, cwd: string, command: TrialCommand): OpenPlace {
  const runtime = ownRuntime("here");
  return async (subset) => {
    const earlier = readSubset(subset).flatMap((number) => tests.slice(number - 1, number));
    return { runtime, cwd, command, chosen: inProject(cwd, [...earlier, target]) };
  };
}

/** A commit of the project, on the Node that runs this. */
export function onCommit(worktrees: Worktrees, resolve: (cwd: string) => Promise<TrialCommand>): OpenPlace {
  const runtime = ownRuntime("git");
  return async (commit, onProgress) => {
    onProgress(`commit ${commit.slice(0, 10)}: checking out`);
    const cwd = await worktrees.open(commit);
    return { runtime, cwd, command: await resolve(cwd) };
  };
}
