/** The smallest set of indices that holds this much of the probability, in ascending order. */
export function credibleSet(probabilities: readonly number[], mass: number): number[] {
  const ranked = [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0));
  const chosen: number[] = [];
  let sum = 0;
  for (const index of ranked) {
    chosen.push(index);
    sum += probabilities[index] ?? 0;
    if (sum >= mass) break;
  }
  return chosen.sort((a, b) => a - b);
}

/** The index of the largest value; the first of equals. */
export function largestIndex(values: readonly number[]): number {
  let best = 0;
  for (const [index, value] of values.entries()) if (value > (values[best] ?? -Infinity)) best = index;
  return best;
}
