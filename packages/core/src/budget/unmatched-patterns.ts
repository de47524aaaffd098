import { editDistance } from "../nearest.ts";
import type { FileBudget } from "./file-budgets.ts";
import { fixedPart, matchesFile } from "./match-file.ts";

/** A pattern of the option `budgets` that names no test file. */
export interface UnmatchedPattern {
  /** Index of its entry. */
  readonly budget: number;
  readonly pattern: string;
  /** The test file that it comes nearest to; undefined where there are none. */
  readonly nearest?: string;
  /** The pattern that was probably meant, where its fixed part is a folder. */
  readonly meant?: string;
}

/**
 * Finds patterns that match none of the files: a budget that nobody has.
 *
 * @param files - all test files of the project, relative to the root with slashes
 */
export function findUnmatchedPatterns(budgets: readonly FileBudget[], files: readonly string[]): UnmatchedPattern[] {
  return budgets.flatMap((entry, budget) =>
    entry.files
      .filter((pattern) => !files.some((file) => matchesFile([pattern], file)))
      .map((pattern) => ({ budget, pattern, ...nearestFile(pattern, files), ...asFolder(pattern, files) })),
  );
}

function nearestFile(pattern: string, files: readonly string[]): { nearest?: string } {
  const fixed = fixedPart(pattern);
  const ranked = files
    .map((file) => ({ file, distance: distanceTo(file, fixed === "" ? lastPart(pattern) : fixed, fixed !== "") }))
    .sort((a, b) => a.distance - b.distance || (a.file < b.file ? -1 : 1));
  return ranked[0] === undefined ? {} : { nearest: ranked[0].file };
}

// Folder by folder from the root, or the name alone where the pattern leaves the folders open.
function distanceTo(file: string, fixed: string, isFromRoot: boolean): number {
  const parts = file.split("/");
  const count = fixed.split("/").length;
  return editDistance(fixed, (isFromRoot ? parts.slice(0, count) : parts.slice(-1)).join("/"));
}

function lastPart(pattern: string): string {
  return (pattern.split("/").at(-1) ?? pattern).replace(/[*?{}()[\]!]/g, "");
}

function asFolder(pattern: string, files: readonly string[]): { meant?: string } {
  const folder = pattern.replace(/\/+$/, "");
  const meant = `${folder}/**`;
  return files.some((file) => matchesFile([meant], file)) ? { meant } : {};
}
