/** The argument by which both runners run the twins of these cases alone. */
export function onlyCases(cases: readonly { readonly name: string }[]): string {
  // The title of a twin is that of its case and its own: with a space between, or, in Vitest 5, with more.
  const names = cases.map(({ name }) => name.replaceAll(/[^\w ]/g, "."));
  return `--testNamePattern=(${names.join("|")})[ >]+(leaky|clean)$`;
}

/** Every second case, from the first or from the second on. */
export function everySecond<T>(cases: readonly T[], from: 0 | 1): readonly T[] {
  return cases.filter((_, index) => index % 2 === from);
}
