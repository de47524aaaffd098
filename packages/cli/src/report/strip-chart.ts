import { major, valid } from "semver";
import type { FoundLine } from "../bisect/answer.ts";

/** Draws a line of releases, a sign each: `█` leaks, `·` is clean, `?` cannot be tried. */
export function stripChart(line: FoundLine, releases: readonly string[], untestable: ReadonlySet<string>): string {
  let leaks = line.begins === "leaks";
  let current = -1;
  const parts: string[] = [];
  for (const version of releases.slice(releases.indexOf(line.oldest))) {
    leaks =
      line.transitions.find((transition) => transition.version === version)?.direction === "leaks" ||
      (leaks && !isFix(line, version));
    if (valid(version) !== null && major(version) !== current) {
      current = major(version);
      parts.push(`${parts.length === 0 ? "" : " "}${current} `);
    }
    parts.push(untestable.has(version) ? "?" : leaks ? "█" : "·");
  }
  return parts.join("");
}

function isFix({ transitions }: FoundLine, version: string): boolean {
  return transitions.some((transition) => transition.version === version && transition.direction === "clean");
}
