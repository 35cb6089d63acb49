import { hostEntry } from '../../catalog/lookup.ts';
import { SITES } from '../../catalog/sites.ts';
import { SUBSTITUTES } from '../../catalog/substitutes.ts';
import { standInFor } from '../../domain/availability.ts';
import type { Cell } from '../../domain/cell.ts';
import type { Unavailable } from '../../domain/scenario.ts';

/** A host that is measured in the place of one that was asked for. */
export interface Substitution {
  readonly asked: string;
  readonly host: string;
  /** `amsterdam (Latitude.sh AMS)`, as far as they share the reason. */
  readonly sites: readonly string[];
  readonly cells: number;
  /** Why this one, and what differs. */
  readonly reason: string;
}

interface Measured {
  readonly cells: readonly Cell[];
  readonly unavailable?: readonly Unavailable[] | undefined;
}

/** What stands in for what, where and why, for the cells that can be measured. */
export function substitutionsOf({ cells, unavailable = [] }: Measured): Substitution[] {
  const each = cells.flatMap(({ substitutes, impossible, axes }) =>
    impossible || !substitutes
      ? []
      : substitutes.split(', ').map((asked) => ({ asked, host: String(axes.host), site: String(axes.site) })),
  );
  const withReason = each.map((one) => ({ ...one, reason: reasonOf(one.asked, one.site, unavailable) }));
  const groups = Map.groupBy(withReason, ({ asked, host, reason }) => `${asked} ${host} ${reason}`);
  return [...groups.values()].map((group) => ({
    ...{ asked: group[0]?.asked ?? '', host: group[0]?.host ?? '', reason: group[0]?.reason ?? '' },
    sites: [...new Set(group.map(({ site }) => siteWords(site)))],
    cells: group.length,
  }));
}

/** Why another host is measured for this one at a site; empty where the catalog does not say. */
function reasonOf(asked: string, site: string, unavailable: readonly Unavailable[]): string {
  const host = hostEntry(asked);
  return (host && standInFor(host, site, unavailable, SUBSTITUTES, hostEntry)?.reason) ?? '';
}

/** With the provider's own word for a place that is not called so. */
export function siteWords(id: string): string {
  const site = SITES.find((entry) => entry.id === id);
  return site?.provider === 'latitude' ? `${id} (Latitude.sh ${site.region})` : id;
}
