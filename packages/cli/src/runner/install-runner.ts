import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { compare, satisfies, validRange } from "semver";
import { codeOf, messageOf, UserError } from "../user-error.ts";

/** A runner in the cache, used in place of the project's own. */
export interface PinnedRunner {
  readonly name: string;
  /** Exact, as in `3.2.7`. */
  readonly version: string;
  /** Folder whose `node_modules` has it. */
  readonly folder: string;
}

const RUNNERS = ["vitest", "jest"];

/**
 * Installs the runner that `vitest@3` names into the cache, with the npm of the user, which checks its integrity; one that is there
 * already is taken without asking anybody.
 *
 * @throws UserError if that names no runner, or npm does not succeed
 */
export async function installRunner(
  spec: string,
  cache: string,
  onProgress: (text: string) => void = () => {},
): Promise<PinnedRunner> {
  const [, name = "", range = ""] = /^([a-z]+)@(.+)$/.exec(spec) ?? [];
  if (!RUNNERS.includes(name) || validRange(range) === null)
    throw new UserError(`--runner: ${JSON.stringify(spec)} names no runner: write vitest@3 or jest@29.`);
  const runners = join(cache, "runners");
  const [newest] = (await versionsIn(runners, name)).filter((version) => satisfies(version, range));
  if (newest !== undefined) return { name, version: newest, folder: join(runners, `${name}-${newest}`) };
  onProgress(`installing ${spec}`);
  await mkdir(runners, { recursive: true });
  const fresh = await mkdtemp(join(runners, "new-"));
  try {
    await writeFile(join(fresh, "package.json"), JSON.stringify({ private: true, dependencies: { [name]: range } }));
    await npmInstall(fresh);
    const manifest = await readFile(join(fresh, "node_modules", name, "package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { readonly version: string };
    const folder = join(runners, `${name}-${version}`);
    await putInPlace(fresh, folder);
    return { name, version, folder };
  } catch (error) {
    throw new UserError(`${spec} cannot be installed with npm: ${lastWords(error)}`, { cause: error });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

async function versionsIn(runners: string, name: string): Promise<string[]> {
  const names = await readdir(runners).catch(() => []);
  const versions = names.flatMap((each) => new RegExp(`^${name}-(\\d+\\.\\d+\\.\\d+)$`).exec(each)?.[1] ?? []);
  return versions.sort(compare).reverse();
}

// Another process may have brought the same one meanwhile.
async function putInPlace(fresh: string, folder: string): Promise<void> {
  try {
    await rename(fresh, folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "EPERM"].includes(codeOf(error) ?? "")) throw error;
  }
}

// npm tries for long if nobody answers.
const INSTALL_MS = 5 * 60_000;

async function npmInstall(cwd: string): Promise<void> {
  const isWindows = process.platform === "win32";
  const args = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save"];
  await promisify(execFile)(isWindows ? "npm.cmd" : "npm", args, {
    cwd,
    maxBuffer: 10_000_000,
    shell: isWindows,
    timeout: INSTALL_MS,
  });
}

function lastWords(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr) : messageOf(error);
  const lines = said.split("\n").map((line) => line.replace(/^npm (?:error|ERR!) ?/, "").trim());
  return lines.find((line) => line !== "" && !line.startsWith("code ")) ?? messageOf(error);
}
