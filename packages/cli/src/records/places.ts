import { posix, relative, win32 } from "node:path";

/** Says how paths of records are written, whatever machine they come from. */
export interface Places {
  /** Writes a path as seen from the project that it belongs to, with slashes; one of no project stays as it is. */
  readonly inProject: (file: string) => string;
  /** Writes it as seen from the folder of the repository. */
  readonly inRepository: (file: string) => string;
  /** The folder of the project that a file belongs to. */
  readonly rootOf: (file: string | undefined) => string;
}

/**
 * Creates the places of a report.
 *
 * @param roots - project folders of the runs; of other machines too
 * @param cwd - the project folder on this machine
 * @param repository - the repository's folder on this machine; the project's where it is not known
 */
export function createPlaces(roots: readonly string[], cwd: string, repository: string = cwd): Places {
  const known = [...new Set([...roots, cwd])].toSorted((a, b) => b.length - a.length);
  const prefix = slashed(relative(repository, cwd));
  const inProject = (file: string): string => {
    for (const root of known) {
      const inside = insideOf(root, file);
      if (inside !== undefined) return inside;
    }
    return slashed(file);
  };
  return {
    inProject,
    inRepository: (file) => {
      const path = inProject(file);
      return isAbsolute(path) || prefix === "" || prefix.startsWith("..") ? path : posix.join(prefix, path);
    },
    rootOf: (file) => known.find((root) => file !== undefined && insideOf(root, file) !== undefined) ?? cwd,
  };
}

function insideOf(root: string, file: string): string | undefined {
  const paths = isWindows(root) ? win32 : posix;
  if (!paths.isAbsolute(file) || isWindows(root) !== isWindows(file)) return undefined;
  const path = paths.relative(root, file);
  return path === "" || path.startsWith("..") || paths.isAbsolute(path) ? undefined : slashed(path);
}

const isWindows = (path: string): boolean => /^(?:[A-Za-z]:[\\/]|\\\\)/.test(path);

const isAbsolute = (path: string): boolean => isWindows(path) || posix.isAbsolute(path) || path.includes(":");

const slashed = (path: string): string => path.replaceAll("\\", "/");
