import type { UnmatchedPattern } from "../budget/unmatched-patterns.ts";
import { counted } from "./format-bytes.ts";

/** Tells which patterns of the option `budgets` name no test file, one line each. */
export function describeUnmatchedPatterns(unmatched: readonly UnmatchedPattern[], files: number): string {
  const lines = unmatched.map(
    ({ budget, pattern, nearest, meant }) =>
      `leakproof: budgets[${budget}].files: ${JSON.stringify(pattern)} matches none of ${counted(files, "test file")}${hint(nearest, meant)}`,
  );
  return lines.join("\n");
}

function hint(nearest: string | undefined, meant: string | undefined): string {
  if (meant !== undefined) return `: did you mean ${JSON.stringify(meant)}?`;
  return nearest === undefined ? "" : `: the nearest is ${JSON.stringify(nearest)}`;
}
