/** The argument by which both runners run the twins of these cases alone. */
export function onlyCases(cases: readonly { readonly name: string }[]): string {
  // The title of a twin is that of its case and its own: with a space between, or, in Vitest 5, with more.
  const names = cases.map(({ name }) => name.replaceAll(/[^\w ]/g, "."));
  return `--testNamePattern=(${names.join("|")})[ >]+(leaky|clean)$`;
}

/** One case of so many, beginning with the one at `from`. */
export function everyNth<T>(cases: readonly T[], step: number, from = 0): readonly T[] {
  return cases.filter((_, index) => index % step === from);
}
