/** What a set of flags does to the leak. `broken`: nothing runs with them. */
export type FlagEffect = "changes" | "none" | "broken";

/**
 * Finds the flags that change whether it leaks by halving: all at once first, for most have nothing to do with it.
 *
 * @param apply - runs the test with these flags
 * @returns the flags, each of which changes it by itself, or, where only several together do, those
 */
export async function findFlags(
  flags: readonly string[],
  apply: (flags: readonly string[]) => Promise<FlagEffect>,
): Promise<readonly string[]> {
  if (flags.length === 0) return [];
  const effect = await apply(flags);
  if (effect === "none") return [];
  if (flags.length === 1) return effect === "changes" ? flags : [];
  const middle = flags.length >> 1;
  const halves = [flags.slice(0, middle), flags.slice(middle)];
  const found: string[] = [];
  for (const half of halves) found.push(...(await findFlags(half, apply)));
  return found.length === 0 && effect === "changes" ? flags : found;
}
