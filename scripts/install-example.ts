import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { packPackages } from "./pack-packages.ts";
import { runQuietly } from "./run-quietly.ts";

const examples = join(import.meta.dirname, "..", "examples");

/** Copies an example into a folder outside of the repository and installs it there with the packed packages, as a user would; returns its folder. */
export async function installExample(name: string, into: string): Promise<string> {
  const project = join(into, name);
  await mkdir(project);
  const tarballs = await packPackages(into);
  await cp(join(examples, name), project, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  const manifestFile = join(project, "package.json");
  const manifest = JSON.parse(await readFile(manifestFile, "utf8")) as {
    devDependencies: Record<string, string>;
  };
  for (const [packed, tarball] of Object.entries(tarballs)) {
    const isUsed = packed === "@leakproof/core" || packed in manifest.devDependencies;
    if (isUsed) manifest.devDependencies[packed] = `file:${tarball}`;
  }
  await writeFile(manifestFile, JSON.stringify(manifest, null, 2));
  // What npm's cache has need not be asked for again, which takes longer than the rest of it.
  await runQuietly("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund"], { cwd: project });
  return project;
}
