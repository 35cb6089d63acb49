/**
 * Holm's step-down adjustment (Scand. J. Statist. 6, 1979, 65-70), in the order given: comparing each with alpha keeps the
 * probability of any false difference in the family at most alpha, whatever the dependence between its tests.
 */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((x, y) => x.p - y.p);
  const adjusted = new Array<number>(pValues.length);
  let floor = 0;
  order.forEach(({ p, index }, rank) => {
    floor = Math.max(floor, Math.min(1, (pValues.length - rank) * p));
    adjusted[index] = floor;
  });
  return adjusted;
}
