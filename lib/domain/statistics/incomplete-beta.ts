/**
 * ln Γ(x) for x > 0, to about 1e-15 of its size: the recurrence Γ(x + 1) = x Γ(x) (DLMF 5.5.1) up to x >= 15, then Stirling's
 * series (DLMF 5.11.1), whose first omitted term is below 1e-15 there.
 */
export function lnGamma(x: number): number {
  let shift = 1;
  let z = x;
  for (; z < 15; z++) shift *= z;
  const w = 1 / (z * z);
  const series = (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + Math.log(2 * Math.PI) / 2 + series - Math.log(shift);
}

/**
 * The regularized incomplete beta function I_x(a, b) for 0 <= x <= 1 and a, b > 0, by its continued fraction (DLMF 8.17.22).
 * `complement` is 1 - x, to be given where the caller knows it without cancellation.
 */
export function incompleteBeta(x: number, a: number, b: number, complement: number = 1 - x): number {
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  // The fraction converges fast below (a + 1) / (a + b + 2); beyond it the symmetry I_x(a, b) = 1 - I_{1-x}(b, a) is used.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(complement, b, a, x);
  const front = Math.exp(a * Math.log(x) + b * Math.log(complement) + lnGamma(a + b) - lnGamma(a) - lnGamma(b));
  return front / a / betaFraction(x, a, b);
}

/** The fraction's denominator 1 + d1/(1 + d2/(1 + ...)), evaluated by the modified Lentz method (DLMF 3.10(iii)). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let value = 1;
  let c = 1;
  let d = 0;
  for (let k = 1; k <= 10_000; k++) {
    const m = k >> 1;
    const term =
      k % 2 === 0 ? (m * (b - m) * x) / ((a + k - 1) * (a + k)) : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + term * d || tiny);
    c = 1 + term / c || tiny;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return value;
}
