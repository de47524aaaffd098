import { withoutNumbers } from "../e2e/without-numbers.ts";

/**
 * Finds what an excerpt of a message says and the real message does not; undefined if there is nothing.
 *
 * Quantities may differ, and so may the breaks of lines, and whether a step of a trace is its last. A line `…` stands for any number of lines.
 */
export function missingFrom(message: string, excerpt: string): string | undefined {
  const real = folded(message);
  let from = 0;
  for (const part of excerpt.split(/^ *…$/m)) {
    const index = real.indexOf(folded(part), from);
    if (index === -1) return part.trim();
    from = index + folded(part).length;
  }
  return undefined;
}

function folded(text: string): string {
  const unbroken = text
    .replace(/^(Rounds: +).*(?= per call)/gm, "$1# B")
    // Where a position wraps, the mark of the suspect stands before it.
    .replace(/^[ │]*~+$/gm, "")
    .replaceAll("╰→", "├─")
    .replaceAll(/[\s│]+/g, " ")
    .trim();
  return (
    withoutNumbers(unbroken)
      // What a runner or a pool happened to attach to the leak differs from run to run.
      .replace(/(?<=which keeps, per call: ).*?(?= Hint: )/g, "#")
      .replace(/, (?:array buffers|external memory) 0 B/g, "")
      .replace(/(?<=fingerprint )[0-9a-f]{12}/g, "#")
      .replace(/\(\d+ of /g, "(# of ")
      .replace(/from \d+ to \d+/g, "from # to #")
      .replace(/(?<=127\.0\.0\.1:)\d+/g, "#")
      // The project of the docs lies inside of that which has the packages, some of them under another name.
      .replace(/[^\s(]*\/node_modules\//g, "node_modules/")
      .replaceAll("-that-leaks", "")
  );
}
