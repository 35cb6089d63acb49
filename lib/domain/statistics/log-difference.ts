import { criticalT, twoSidedP } from './student-t.ts';

/** The difference of two means of logarithms, mean b - mean a, with its standard error and degrees of freedom. */
export interface LogDifference {
  readonly mean: number;
  readonly error: number;
  readonly df: number;
}

/**
 * Two unpaired samples of logarithms. With two values or more on both sides the variances may differ (Welch, Biometrika 34, 1947,
 * 28-35); with one value on a side its variance is taken from the other (Student; Crawford and Howell, Clin. Neuropsychol. 12, 1998,
 * 482-486). Undefined with one value on each side, where nothing says how values scatter.
 */
export function logDifference(a: readonly number[], b: readonly number[]): LogDifference | undefined {
  if (Math.min(a.length, b.length) < 1 || a.length + b.length < 3) return undefined;
  const [x, y] = [spreadOf(a), spreadOf(b)];
  const mean = y.mean - x.mean;
  const df = a.length + b.length - 2;
  if (Math.min(a.length, b.length) === 1) {
    const variance = (x.squares + y.squares) / df;
    return { mean, error: Math.sqrt(variance * (1 / a.length + 1 / b.length)), df };
  }
  const [errorA, errorB] = [x.squares / (a.length - 1) / a.length, y.squares / (b.length - 1) / b.length];
  const variance = errorA + errorB;
  // Values that agree exactly have no spread: the usual degrees of freedom stand in for 0 / 0.
  if (variance === 0) return { mean, error: 0, df };
  return {
    mean,
    error: Math.sqrt(variance),
    df: variance ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1)),
  };
}

/** The interval of a difference, both ends as logarithms. */
export function intervalOf({ mean, error, df }: LogDifference, level = 0.95): readonly [low: number, high: number] {
  const reach = error === 0 ? 0 : criticalT(1 - level, df) * error;
  return [mean - reach, mean + reach];
}

/** Two-sided p of no difference. */
export function pOfNone({ mean, error, df }: LogDifference): number {
  return mean === 0 ? 1 : twoSidedP(mean / error, df);
}

/** One-sided p of a difference of at most `limit`, a logarithm: small where it is surely larger. */
export function pOfAtMost({ mean, error, df }: LogDifference, limit: number): number {
  const beyond = mean - limit;
  if (beyond === 0) return 0.5;
  const half = twoSidedP(beyond / error, df) / 2;
  return beyond > 0 ? half : 1 - half;
}

/** Mean, and sum of squared deviations from it. */
function spreadOf(values: readonly number[]): { readonly mean: number; readonly squares: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, squares: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
}
