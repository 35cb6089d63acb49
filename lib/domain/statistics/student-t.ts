import { incompleteBeta } from './incomplete-beta.ts';

/** P(|T| >= |t|) of Student's t with `df` > 0 degrees of freedom (Abramowitz and Stegun 26.5.27); small tails keep their digits. */
export function twoSidedP(t: number, df: number): number {
  const square = t * t;
  return incompleteBeta(df / (df + square), df / 2, 0.5, square / (df + square));
}

/** The t that |T| exceeds with probability `alpha`, 0 < alpha < 1: the half-width of a 1 - alpha interval in standard errors. */
export function criticalT(alpha: number, df: number): number {
  let high = 1;
  while (high < 1e300 && twoSidedP(high, df) > alpha) high *= 2;
  let low = high > 1 ? high / 2 : 0;
  // Bisection down to neighbouring numbers: at most 1,100 steps even towards 0, about 55 in practice.
  for (let step = 0; step < 1_100; step++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (twoSidedP(middle, df) > alpha) low = middle;
    else high = middle;
  }
  return high;
}
