const ALONE = "alone";
const SUBSET = /^(?:alone|\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*)$/;

/** Names some of the tests that run before the target by their numbers, from 1: `1-3,7`, or `alone`. */
export function nameSubset(numbers: readonly number[]): string {
  const spans: [number, number][] = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(",") || ALONE;
}

/** Names the first so many tests together with some later ones, which are in ascending order. */
export function namePrefix(length: number, later: readonly number[]): string {
  if (length === 0) return nameSubset(later);
  let end = length;
  while (later[end - length] === end + 1) end++;
  const rest = later.slice(end - length);
  const span = end === 1 ? "1" : `1-${end}`;
  return rest.length === 0 ? span : `${span},${nameSubset(rest)}`;
}

/** The numbers in the name of a subset, in ascending order. */
export function readSubset(name: string): number[] {
  if (name === ALONE) return [];
  return name.split(",").flatMap((span) => {
    const [from = 0, to = from] = span.split("-").map(Number);
    return upTo(to).slice(from - 1);
  });
}

/** The numbers from 1. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

/** Whether it is the name of a subset; releases have dots in theirs. */
export function isSubset(name: string): boolean {
  return SUBSET.test(name);
}
