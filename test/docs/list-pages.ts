import { readdir } from "node:fs/promises";
import { join } from "node:path";

const repository = join(import.meta.dirname, "..", "..");

/** Lists what a user reads: README.md and every page under docs/. */
export async function listPages(): Promise<readonly string[]> {
  const names = await readdir(join(repository, "docs"), { recursive: true });
  const pages = names.filter((name) => name.endsWith(".md")).map((name) => `docs/${name.replaceAll("\\", "/")}`);
  return ["README.md", ...pages.toSorted()];
}
