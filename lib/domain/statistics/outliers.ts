/**
 * Counts by Tukey's fences on the given quartiles: `severe` beyond three times the interquartile range from the nearer quartile,
 * `mild` beyond one and a half. Outliers are counted, never removed.
 */
export function outliers(
  values: readonly number[],
  [lower, upper]: readonly [number, number],
): { readonly mild: number; readonly severe: number } {
  const range = upper - lower;
  let mild = 0;
  let severe = 0;
  for (const value of values) {
    const distance = Math.max(lower - value, value - upper);
    if (distance > 3 * range) severe++;
    else if (distance > 1.5 * range) mild++;
  }
  return { mild, severe };
}
