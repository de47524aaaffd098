import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** Creates a function that writes a file relative to its package: `src/job.ts`, or `lru/index.js` in a dependency. */
export function createFileNamer(): (file: string) => string {
  const known = new Map<string, string | undefined>();
  const rootOf = (directory: string): string | undefined => {
    if (!known.has(directory)) {
      const isRoot = existsSync(join(directory, "package.json")) || dirname(directory) === directory;
      known.set(directory, isRoot ? directory : rootOf(dirname(directory)));
    }
    return known.get(directory);
  };
  return (file) => {
    const inModules = file.split(/[\\/]node_modules[\\/]/).at(-1)!;
    if (inModules !== file) return withSlashes(inModules);
    const root = rootOf(dirname(file));
    return withSlashes(root === undefined ? file : relative(root, file));
  };
}

const withSlashes = (path: string): string => (sep === "/" ? path : path.replaceAll(sep, "/"));
