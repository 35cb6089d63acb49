import { erf } from 'mathjs/number';
import { lnGamma } from './incomplete-beta.ts';
import { criticalT } from './student-t.ts';

/** What a test asks for before it calls a difference: its level and, as verdicts do, a least observed ratio. */
export interface Threshold {
  readonly alpha?: number;
  /** 1, the default, is the t test alone. */
  readonly leastRatio?: number;
}

/**
 * The probability that the paired t test finds a true `ratio`, where the logarithms of the rounds' ratios are normal with
 * standard deviation `sd`. For one of m pairs under Holm, alpha = 0.05 / m is the worst case.
 *
 * Given the sample's own spread s (in units of sd, a chi variable over the root of its degrees of freedom) the mean is normal, so
 * the power is one integral over s; with `leastRatio` 1 it is that of the noncentral t distribution.
 */
export function power(sd: number, rounds: number, ratio: number, { alpha = 0.05, leastRatio = 1 }: Threshold = {}): number {
  if (rounds < 2) return 0;
  const effect = Math.abs(Math.log(ratio));
  const least = Math.log(leastRatio);
  if (sd === 0) return effect > 0 && effect >= least ? 1 : 0;

  const df = rounds - 1;
  const errors = Math.sqrt(rounds) / sd;
  const critical = criticalT(alpha, df);
  const found = (s: number): number => {
    const bar = Math.max(critical * s, least * errors);
    return (normalCdf(effect * errors - bar) + normalCdf(-effect * errors - bar)) * spreadDensity(s, df);
  };
  // Ten standard deviations of s on either side, cut where the least ratio takes over and where the test's own edge begins and ends.
  const reach = 10 / Math.sqrt(2 * df);
  const shift = effect * errors;
  const edges = [1 - reach, (least * errors) / critical, (shift - 9) / critical, (shift + 9) / critical, 1 + reach];
  const cuts = edges.map((s) => Math.min(1 + reach, Math.max(0, 1 - reach, s))).sort((a, b) => a - b);
  const parts = cuts.slice(1).map((to, i) => simpson(found, cuts[i] as number, to));
  return Math.min(
    1,
    parts.reduce((sum, part) => sum + part, 0),
  );
}

/** P(Z <= x) of the standard normal distribution. */
export function normalCdf(x: number): number {
  return (1 + erf(x / Math.SQRT2)) / 2;
}

/** Density of chi(df) / sqrt(df) at s. */
function spreadDensity(s: number, df: number): number {
  if (s === 0) return df === 1 ? Math.sqrt(2 / Math.PI) : 0;
  return 2 * Math.exp((df / 2) * Math.log(df / 2) - lnGamma(df / 2) + (df - 1) * Math.log(s) - (df * s * s) / 2);
}

function simpson(f: (x: number) => number, from: number, to: number): number {
  if (to <= from) return 0;
  const panels = 400;
  const step = (to - from) / panels;
  let sum = f(from) + f(to);
  for (let i = 1; i < panels; i++) sum += (i % 2 === 1 ? 4 : 2) * f(from + i * step);
  return (sum * step) / 3;
}
