import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findInstalledNeeds, findNeeds, ownNeeds } from "../runner/find-needs.ts";
import type { PinnedRunner } from "../runner/install-runner.ts";
import type { Need } from "../runner/needs.ts";
import { UserError } from "../user-error.ts";

/** What a trial runs. */
export type TrialCommand = {
  readonly file: string;
  readonly args: readonly string[];
  /** What it needs of Node, as far as that can be known without running it. */
  readonly needs: readonly Need[];
} & (
  | {
      /** JavaScript that the release runs itself; only its records count. */
      readonly kind: "records";
      readonly runner: string;
      /** Taken in place of the project's own. */
      readonly pinned?: PinnedRunner | undefined;
    }
  /** `custom`: records if it writes any, else a verdict line, else git's exit codes. `manager`: a package manager that starts who knows what; only records count. */
  | { readonly kind: "custom" | "manager" }
);

const RUNNERS = ["vitest", "jest"];
const MANAGERS = ["npm", "pnpm", "yarn", "npx", "bun", "bunx"];
const STARTERS = ["npx", "pnpx", "bunx"];

/**
 * Turns the user's command into one that a chosen Node runs by itself: a package manager in between would refuse old releases, or
 * start another Node.
 *
 * @throws UserError if the runner is not installed or a file does not exist
 */
export async function resolveCommand(
  words: readonly string[],
  cwd: string,
  pinned?: PinnedRunner,
): Promise<TrialCommand> {
  const [first = "", ...rest] = STARTERS.includes(words[0] ?? "") ? words.slice(1) : words;
  if (first === "")
    throw new UserError("There is no command to run: write it after `--`, or name a module with `--script`.");
  const name = basename(first);
  if (pinned !== undefined && name !== pinned.name)
    throw new UserError(`--runner ${pinned.name}@${pinned.version} is for a command that begins with ${pinned.name}.`);
  if (RUNNERS.includes(name)) return resolveRunner(name, rest, cwd, pinned);
  if (MANAGERS.includes(name))
    return { kind: "manager", file: first, args: rest, needs: await findInstalledNeeds(cwd) };
  if (name === "node" || /\.[cm]?[jt]s$/.test(first)) return resolveNode(name === "node" ? rest : words);
  return { kind: "custom", file: first, args: rest, needs: [] };
}

/** The command that judges the default export of a module. */
export async function resolveScript(script: string, cwd: string): Promise<TrialCommand> {
  const file = resolve(cwd, script);
  await access(file).catch(() => {
    throw new UserError(`There is no file ${script}.`);
  });
  return { kind: "records", runner: "script", file: childFile("run-script"), args: [file], needs: await ownNeeds() };
}

/** A module of this package that is run on the release under trial. */
export function childFile(name: "run-script" | "control" | "jest-order" | "pin-runner"): string {
  return fileURLToPath(new URL(`child/${name}.js`, import.meta.url));
}

async function resolveRunner(
  name: string,
  args: readonly string[],
  cwd: string,
  pinned: PinnedRunner | undefined,
): Promise<TrialCommand> {
  const folder = pinned?.folder ?? cwd;
  let manifest: string;
  try {
    manifest = createRequire(join(folder, "package.json")).resolve(`${name}/package.json`);
  } catch (error) {
    throw new UserError(`${name} is not installed in this project: run \`npm install\` first.`, { cause: error });
  }
  const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin?: string | Readonly<Record<string, string>> };
  const path = typeof bin === "string" ? bin : bin?.[name];
  if (path === undefined) throw new UserError(`The installed ${name} names no executable.`);
  // Watch mode never ends.
  const own = name === "vitest" && !["run", "related", "list", "bench"].includes(args[0] ?? "") ? ["run"] : [];
  const needs = await findNeeds(name, cwd, folder);
  return { kind: "records", runner: name, file: join(dirname(manifest), path), args: [...own, ...args], needs, pinned };
}

function resolveNode(words: readonly string[]): TrialCommand {
  return { kind: "custom", file: "node", args: words, needs: [] };
}
