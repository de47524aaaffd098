import { join } from "node:path";
import { type Attribution, attribute } from "../attribution/attribute.ts";
import { type FlagsFound, tryFlags } from "../attribution/try-flags.ts";
import { onCommit, onRelease, onTests, type OpenPlace } from "../bisect/places.ts";
import { describeCommit } from "../commits/describe-commit.ts";
import { createWorktrees } from "../commits/worktrees.ts";
import type { Header } from "../log/entries.ts";
import { installRunner } from "../runner/install-runner.ts";
import { cacheFolder } from "../runtimes/cache.ts";
import { createSupply } from "../runtimes/create-supply.ts";
import type { Supply } from "../runtimes/obtain.ts";
import type { Target } from "../trial/judge-records.ts";
import { resolveCommand, resolveScript, type TrialCommand } from "../trial/resolve-command.ts";
import { inOneWorker } from "../trial/test-order.ts";
import { UserError } from "../user-error.ts";

/** What a bisection needs of the machine. */
export interface Means {
  readonly open: OpenPlace;
  readonly caches: string;
  /** Says what is different on both sides of a transition; undefined over tests, which say it themselves. */
  readonly explain?: (
    transition: { readonly version: string; readonly previous: string },
    words: readonly string[],
  ) => Promise<Attribution>;
  /** Finds the flags that move the leak at a transition; undefined where the axis is not releases. */
  readonly findFlags?: (request: FlagRequest) => Promise<FlagsFound[]>;
  readonly close: () => Promise<void>;
}

/** A transition, and what its trials need to know. */
export interface FlagRequest {
  readonly leaking: string;
  readonly clean: string;
  readonly leakRate: number;
  readonly target: Target;
  readonly timeoutMs: number;
}

/**
 * Gets ready for the trials of a bisection.
 *
 * @throws UserError if the command cannot be run here
 */
export async function createMeans(header: Header, cwd: string, known?: Supply): Promise<Means> {
  const caches = join(cacheFolder(), "trials");
  const command = await commandFor(header, cwd);
  if (header.axis === "commits") {
    const { open, close } = await createWorktrees(cwd, header.setup);
    return {
      open: onCommit({ open, close }, (project) => commandFor(header, project)),
      caches,
      explain: async ({ version, previous }) => ({
        kind: "commit",
        version,
        previous,
        description: await describeCommit(cwd, version),
      }),
      close,
    };
  }
  if (header.earlier !== undefined)
    return { open: onTests(header.earlier, cwd, testCommand(command)), caches, close: async () => {} };
  const supply = known ?? (await createSupply(cwd));
  const open = onRelease(supply, cwd, command);
  return {
    open,
    caches,
    findFlags: async ({ leaking, clean, leakRate, target, timeoutMs }) => {
      const sides = { leaking: await open(leaking, quietly), clean: await open(clean, quietly), leakRate };
      return tryFlags(sides, { target, timeoutMs, caches });
    },
    explain: (transition, words) => attribute(supply, transition, words),
    close: async () => {},
  };
}

function quietly(): void {}

/**
 * The command with its tests in one worker.
 *
 * @throws UserError if it is no runner whose tests can be chosen
 */
export function testCommand(command: TrialCommand): TrialCommand {
  if (command.kind === "records" && command.runner !== "script") return inOneWorker(command);
  throw new UserError("--over tests chooses tests by name: write `vitest run` or `jest` after `--`.");
}

/** What is to be run, as a header or the command line names it. */
interface CommandNames {
  readonly command: readonly string[];
  readonly script?: string | undefined;
  readonly runner?: string | undefined;
}

/** The command that is named, with its runner installed if it is not the project's own. */
export async function commandFor({ command, script, runner }: CommandNames, cwd: string): Promise<TrialCommand> {
  const tell = (text: string): unknown => process.stderr.write(`${text}\n`);
  const pinned = runner === undefined ? undefined : await installRunner(runner, cacheFolder(), tell);
  if (script === undefined) return resolveCommand(command, cwd, pinned);
  if (pinned !== undefined) throw new UserError("--runner is for a command: a module with --script needs no runner.");
  return resolveScript(script, cwd);
}
