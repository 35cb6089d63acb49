/**
 * Shades of the map: how many times worse than its best value, with the same bounds in every map, so that noise between equals
 * is never spread over the whole scale.
 */
export const SHADE_BOUNDS = [1.1, 1.5, 2, 4, 10] as const;

/** The shade of a value, 0 the best. `times` is at least 1. */
export function shadeOf(times: number): number {
  const at = SHADE_BOUNDS.findIndex((bound) => times <= bound);
  return at < 0 ? SHADE_BOUNDS.length : at;
}
