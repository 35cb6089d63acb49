/** How something stands: less is better in both. */
export type Standing = readonly [usd: number, seconds: number];

/**
 * The efficient ones, in their order: nothing else is better in one and at least as good in the other. Equal ones are efficient together;
 * what has no finite number takes no part.
 */
export function efficient<T>(items: readonly T[], standing: (item: T) => Standing): readonly T[] {
  const placed = items
    .map((item) => ({ item, at: standing(item) }))
    .filter(({ at }) => at.every(Number.isFinite))
    .sort(({ at: a }, { at: b }) => a[0] - b[0] || a[1] - b[1]);
  const found = new Set<T>();
  let best: Standing | undefined;
  for (const { item, at } of placed) {
    if (best && at[1] >= best[1] && !(at[0] === best[0] && at[1] === best[1])) continue;
    best = at;
    found.add(item);
  }
  return items.filter((item) => found.has(item));
}
