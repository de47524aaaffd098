import { projectPath } from "@leakproof/core/budget";

/**
 * Gives the path of a test file as the baseline names it, also where the record comes from another machine: then the longest end of its
 * path that is a file of this project.
 *
 * @param exists - whether there is such a file, by its path relative to the root
 */
export function pathInProject(file: string, root: string, exists: (path: string) => boolean): string {
  const path = projectPath(file, root);
  if (!isElsewhere(path)) return path;
  const parts = file.split(/[\\/]+/);
  const ends = parts.map((_, index) => parts.slice(index).join("/")).slice(1);
  return ends.find((end) => end !== "" && exists(end)) ?? path;
}

function isElsewhere(path: string): boolean {
  return path.startsWith("../") || path.startsWith("/") || /^[A-Za-z]:/.test(path);
}
