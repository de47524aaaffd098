// Copies the pages of the docs into the package that names them in its messages, so that they are there without a network.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const from = join(root, "docs");
const to = join(root, "packages", "core", "docs");

const pagesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".md"))
    : [];

const pages = pagesIn(from);
for (const page of pagesIn(to)) if (!pages.includes(page)) rmSync(join(to, page));
for (const page of pages) {
  const text = readFileSync(join(from, page), "utf8");
  const copy = join(to, page);
  if (existsSync(copy) && readFileSync(copy, "utf8") === text) continue;
  mkdirSync(dirname(copy), { recursive: true });
  // Aside and renamed: somebody may be packing the package meanwhile.
  writeFileSync(`${copy}.${process.pid}`, text);
  renameSync(`${copy}.${process.pid}`, copy);
}
