/** Which zones (by id) offer an instance type, by type. */
export type Offerings = Readonly<Record<string, readonly string[]>>;

export interface ZoneChoice {
  readonly zone: string;
  /** True when this type is not offered in the one zone that the site's other types use. */
  readonly deviates: boolean;
  /** Further zones that offer the type, best first. */
  readonly others: readonly string[];
}

/**
 * The zone for one type. All types of a run at a site belong into one zone, or the distance to the store would differ with the zone:
 * it is the zone that offers most of them, ties by name. Undefined when no usable zone offers the type.
 */
export function chooseZone(
  type: string,
  { types, offerings, usable }: { types: readonly string[]; offerings: Offerings; usable: readonly string[] },
): ZoneChoice | undefined {
  const offers = (zone: string, one: string): boolean => offerings[one]?.includes(zone) ?? false;
  const breadth = (zone: string): number => new Set(types.filter((one) => offers(zone, one))).size;
  const ranked = [...new Set(usable)].sort((a, b) => breadth(b) - breadth(a) || (a < b ? -1 : 1));
  const [zone, ...others] = ranked.filter((one) => offers(one, type));
  return zone === undefined ? undefined : { zone, deviates: zone !== ranked[0], others };
}
