/**
 * The finite values in ascending order; the input stays as it is. Typed arrays sort numbers as numbers, several times as fast as a
 * comparison does; they are filled by hand because `from` walks an iterator.
 */
export function ascending(values: readonly number[]): number[] {
  const finite = values.filter(Number.isFinite);
  if (finite.length <= FEW) return finite.sort((a, b) => a - b);
  const typed = new Float64Array(finite.length);
  for (let i = 0; i < finite.length; i++) typed[i] = finite[i] as number;
  typed.sort();
  for (let i = 0; i < finite.length; i++) finite[i] = typed[i] as number;
  return finite;
}

/** Up to so many values a typed array costs more than it saves. */
const FEW = 32;

/**
 * The p-quantile, 0 <= p <= 1, of one or more values in ascending order: type 7 of Hyndman and Fan (linear between order statistics,
 * the default of NumPy and R). It is that of mathjs to the last digit, which copies all values for each quantile; a million
 * samples ask for half a million quantiles.
 */
export function quantile(sorted: readonly number[], p: number): number {
  const index = p * (sorted.length - 1);
  const below = Math.floor(index);
  const part = index - below;
  const left = sorted[below] as number;
  return part === 0 ? left : left * (1 - part) + (sorted[below + 1] as number) * part;
}

export function median(values: readonly number[]): number {
  return quantile(ascending(values), 0.5);
}
