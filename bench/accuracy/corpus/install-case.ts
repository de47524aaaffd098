import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { runQuietly } from "../../../scripts/run-quietly.ts";
import type { CorpusCase } from "./read-corpus.ts";

const cache = join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "accuracy", "corpus");

/**
 * Installs the packages of a case into a folder of their own, unless that was done before with the same package.json, and returns what the
 * case is made of: paths by their name in a project. Runners and our own packages are where the project is made.
 */
export async function installCase({ folder, meta }: CorpusCase): Promise<Readonly<Record<string, string>>> {
  const manifest = await readFile(join(folder, "package.json"), "utf8").catch(() => undefined);
  const own = { "case.mjs": join(folder, "case.mjs") };
  // A case that needs no package has no manifest.
  if (manifest === undefined) return own;
  const installed = join(cache, `${meta.name}-${createHash("sha256").update(manifest).digest("hex").slice(0, 16)}`);
  if (!existsSync(installed)) await install(join(folder, "package.json"), installed);
  return { ...own, node_modules: join(installed, "node_modules") };
}

// Aside and renamed: several runs may want the same case at a time.
async function install(manifest: string, target: string): Promise<void> {
  console.log(`Installing ${basename(target)} (once).`);
  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(`${target}.`);
  await cp(manifest, join(aside, "package.json"));
  await runQuietly("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], {
    cwd: aside,
  });
  await rename(aside, target).catch(async (error: unknown) => {
    await rm(aside, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  });
}
