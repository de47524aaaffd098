import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import * as v from "valibot";
import type { Need } from "./needs.ts";

const MANIFEST = v.object({
  name: v.string(),
  version: v.string(),
  engines: v.optional(v.object({ node: v.optional(v.string()) })),
});

// What brings our assertions into each runner.
const INTEGRATIONS: Readonly<Record<string, string>> = {
  vitest: "@leakproof/vitest-plugin",
  jest: "@leakproof/jest-env",
};

/** What the runner of a project and our integration with it need of Node, as they are installed in `runnerFolder` and `cwd`. */
export async function findNeeds(runner: string, cwd: string, runnerFolder: string = cwd): Promise<Need[]> {
  const needs = await Promise.all([
    readNeed(runner, runnerFolder),
    ...(runner in INTEGRATIONS ? [readNeed(INTEGRATIONS[runner] ?? "", cwd)] : []),
  ]);
  return needs.filter((need) => need !== undefined);
}

/** The runners with our integration that a project has installed: what its package manager starts is one of them. */
export async function findInstalledNeeds(cwd: string): Promise<Need[]> {
  const installed = Object.entries(INTEGRATIONS).filter(
    ([runner, integration]) => isInstalled(runner, cwd) && isInstalled(integration, cwd),
  );
  const [one, another] = installed;
  return one === undefined || another !== undefined ? [] : findNeeds(one[0], cwd);
}

/** What Leakproof itself needs. */
export async function ownNeeds(): Promise<Need[]> {
  const need = await readManifest(new URL("../../package.json", import.meta.url));
  return need === undefined ? [] : [need];
}

async function readNeed(name: string, folder: string): Promise<Need | undefined> {
  const manifest = manifestOf(name, folder);
  return manifest === undefined ? undefined : readManifest(manifest);
}

async function readManifest(file: string | URL): Promise<Need | undefined> {
  const manifest = v.safeParse(MANIFEST, JSON.parse(await readFile(file, "utf8")));
  if (!manifest.success) return undefined;
  const { name, version, engines } = manifest.output;
  return engines?.node === undefined ? undefined : { name: `${name} ${version}`, range: engines.node };
}

function isInstalled(name: string, folder: string): boolean {
  return manifestOf(name, folder) !== undefined;
}

function manifestOf(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
}
