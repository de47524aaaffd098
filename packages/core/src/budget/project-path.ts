import { isAbsolute, relative } from "node:path";

/** Gives the path of a file as budgets and the baseline name it: relative to the root, with slashes on every system. */
export function projectPath(file: string, root: string): string {
  const path = isAbsolute(file) ? relative(root, file) : file;
  return path.replaceAll("\\", "/").replace(/^\.\//, "");
}
