/** Cuts the first leak out of what a runner printed: what is left behind, who holds it, the trace and the advice. */
export function traceIn(failure = ""): string {
  const lines = failure.split("\n").map((line) => line.trimEnd());
  const start = lines.findIndex((line) => /^\d+ × /.test(line));
  const end = lines.findIndex((line, at) => at > start && /^ {2}(?:created here|held here|fingerprint)/.test(line));
  return withoutFacts(lines.slice(Math.max(0, start), end))
    .join("\n")
    .replace(/keeping [\d.,]+ k?B/g, "keeping # B")
    .replace(/jsdom \d+\.\d+\.\d+/g, "jsdom #");
}

// What comes from samples, and what differs between releases of jsdom; each may go on in lines that are indented further.
function withoutFacts(lines: readonly string[]): string[] {
  let isInside = false;
  return lines.filter((line) => {
    isInside = /^ {2}(?:created in|by|which keeps)[ ,]|^ {2}by$/.test(line) || (isInside && line.startsWith("    "));
    return !isInside;
  });
}
