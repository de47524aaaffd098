import picomatch from "picomatch";

/** Whether any of the patterns matches a path that is relative to the root and has slashes. */
export function matchesFile(patterns: readonly string[], file: string): boolean {
  return patterns.some((pattern) => picomatch(withoutDot(pattern), { dot: true })(file));
}

/** The part of a pattern before its first wildcard, in whole folders: `src/api` of `src/api/**`. */
export function fixedPart(pattern: string): string {
  return picomatch.scan(withoutDot(pattern)).base;
}

// As shells complete a path.
function withoutDot(pattern: string): string {
  return pattern.replace(/^\.\//, "");
}
