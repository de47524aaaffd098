import { access, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../user-error.ts";

/** What a trial runs. */
export type TrialCommand =
  /** JavaScript that the release runs itself; only its records count. */
  | { readonly kind: "records"; readonly runner: string; readonly file: string; readonly args: readonly string[] }
  /** Anything else: records if it writes any, else a verdict line, else git's exit codes. */
  | { readonly kind: "custom"; readonly file: string; readonly args: readonly string[] }
  /** A package manager that starts who knows what: only records count. */
  | { readonly kind: "manager"; readonly file: string; readonly args: readonly string[] };

const RUNNERS = ["vitest", "jest"];
const MANAGERS = ["npm", "pnpm", "yarn", "npx", "bun", "bunx"];
const STARTERS = ["npx", "pnpx", "bunx"];

/**
 * Turns the user's command into one that a chosen Node runs by itself: a package manager in between would refuse old releases, or
 * start another Node.
 *
 * @throws UserError if the runner is not installed or a file does not exist
 */
export async function resolveCommand(words: readonly string[], cwd: string): Promise<TrialCommand> {
  const [first = "", ...rest] = STARTERS.includes(words[0] ?? "") ? words.slice(1) : words;
  if (first === "")
    throw new UserError("There is no command to run: write it after `--`, or name a module with `--script`.");
  const name = basename(first);
  if (RUNNERS.includes(name)) return resolveRunner(name, rest, cwd);
  if (MANAGERS.includes(name)) return { kind: "manager", file: first, args: rest };
  if (name === "node" || /\.[cm]?[jt]s$/.test(first)) return resolveNode(name === "node" ? rest : words);
  return { kind: "custom", file: first, args: rest };
}

/** The command that judges the default export of a module. */
export async function resolveScript(script: string, cwd: string): Promise<TrialCommand> {
  const file = resolve(cwd, script);
  await access(file).catch(() => {
    throw new UserError(`There is no file ${script}.`);
  });
  return { kind: "records", runner: "script", file: childFile("run-script"), args: [file] };
}

/** A module of this package that is run on the release under trial. */
export function childFile(name: "run-script" | "control" | "jest-order"): string {
  return fileURLToPath(new URL(`child/${name}.js`, import.meta.url));
}

async function resolveRunner(name: string, args: readonly string[], cwd: string): Promise<TrialCommand> {
  let manifest: string;
  try {
    manifest = createRequire(join(cwd, "package.json")).resolve(`${name}/package.json`);
  } catch (error) {
    throw new UserError(`${name} is not installed in this project: run \`npm install\` first.`, { cause: error });
  }
  const { bin } = JSON.parse(await readFile(manifest, "utf8")) as { bin?: string | Readonly<Record<string, string>> };
  const path = typeof bin === "string" ? bin : bin?.[name];
  if (path === undefined) throw new UserError(`The installed ${name} names no executable.`);
  // Watch mode never ends.
  const own = name === "vitest" && !["run", "related", "list", "bench"].includes(args[0] ?? "") ? ["run"] : [];
  return { kind: "records", runner: name, file: join(dirname(manifest), path), args: [...own, ...args] };
}

function resolveNode(words: readonly string[]): TrialCommand {
  return { kind: "custom", file: "node", args: words };
}
