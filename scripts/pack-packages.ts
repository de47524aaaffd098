import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { runQuietly } from "./run-quietly.ts";

const packagesFolder = join(import.meta.dirname, "..", "packages");

/** Packs every package as npm would publish it; returns the tarball of each package name. */
export async function packPackages(into: string): Promise<Record<string, string>> {
  const tarballs: Record<string, string> = {};
  for (const entry of await readdir(packagesFolder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const output = await runQuietly("npm", ["pack", "--json", "--pack-destination", into], {
      cwd: join(packagesFolder, entry.name),
    });
    const [packed] = JSON.parse(output) as [{ name: string; filename: string }];
    tarballs[packed.name] = join(into, packed.filename);
  }
  return tarballs;
}
