/** Puts `#` for every quantity in a message: what is left is the same in every run. */
export function withoutNumbers(message: string): string {
  return message
    .replace(/^(Rounds: +).*(?= per call)/gm, "$1#")
    .replace(/-?\d[\d,.]*(?= (?:B|kB|MB|GB|ms|s|calls?|rounds?|collections?|snapshots?)\b)/g, "#")
    .replace(/# (?:ms|s)\b/g, "# s")
    .replace(/# (?:kB|MB|GB)\b/g, "# B")
    .replace(/# (call|round|collection|snapshot)s?\b/g, "# $1s");
}
