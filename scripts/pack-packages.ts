import { join } from "node:path";
import { runQuietly } from "./run-quietly.ts";

const repository = join(import.meta.dirname, "..");

/** Packs every package as npm would publish it; returns the tarball of each package name. */
export async function packPackages(into: string): Promise<Record<string, string>> {
  // All in one go: the start of npm takes longer than the packing.
  const output = await runQuietly("npm", ["pack", "--workspaces", "--json", "--pack-destination", into], {
    cwd: repository,
  });
  const packed = JSON.parse(output) as readonly { readonly name: string; readonly filename: string }[];
  return Object.fromEntries(packed.map(({ name, filename }) => [name, join(into, filename)]));
}
