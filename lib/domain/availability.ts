import type { HostEntry, StoreEntry, SubstituteEntry } from './catalog.ts';
import type { Unavailable } from './scenario.ts';

/** What stands in for a host, and why it still compares low-cost options. */
export type StandIn = Pick<SubstituteEntry, 'substitute' | 'reason'>;

/** What keeps a host from being had at a site; undefined when it can be had. */
export function missingAt(
  host: Pick<HostEntry, 'id' | 'retired'>,
  site: string,
  unavailable: readonly Unavailable[] = [],
): SubstituteEntry['when'] | undefined {
  if (host.retired) return 'retired';
  return unavailable.find((one) => one.host === host.id && one.site === site)?.when;
}

/** Why a host cannot be had, with what stands in for it; undefined when it can. */
export function whyNoHost(
  host: HostEntry,
  site: string,
  unavailable: readonly Unavailable[] = [],
  standIn?: StandIn,
): string | undefined {
  const instead = standIn ? `: ${standIn.substitute} stands in for it (${standIn.reason})` : '';
  switch (missingAt(host, site, unavailable)) {
    case 'retired':
      return `${host.title} is gone since ${host.retired?.on}, when ${host.retired?.reason}${instead}`;
    case 'free-plan':
      return `${host.title} cannot be launched by an account on the free plan${instead}`;
    case 'not-offered':
      return `${host.title} is not offered in ${site} any more${instead}`;
    case 'no-stock': {
      const said = unavailable.find((one) => one.host === host.id && one.site === site)?.said;
      return `${said ?? `${host.title} is not in stock in ${site}`}${instead}`;
    }
    default:
      return undefined;
  }
}

type EntryOf = (id: string) => HostEntry | undefined;

/**
 * What stands in for a missing host at a site. A stand-in that is missing there itself is passed on; undefined where the catalog
 * knows none that can be had.
 */
export function standInFor(
  host: HostEntry,
  site: string,
  unavailable: readonly Unavailable[],
  substitutes: readonly SubstituteEntry[],
  entryOf: EntryOf,
): StandIn | undefined {
  const { last, reasons } = passedOn(host, site, unavailable, substitutes, entryOf);
  if (last === host || missingAt(last, site, unavailable) !== undefined) return undefined;
  return { substitute: last.id, reason: reasons.join('; then ') };
}

/** Why a host cannot be had at a site, with what stands in for it or with why nothing does; undefined when it can. */
export function whyMissing(
  host: HostEntry,
  site: string,
  unavailable: readonly Unavailable[],
  substitutes: readonly SubstituteEntry[],
  entryOf: EntryOf,
): string | undefined {
  const standIn = standInFor(host, site, unavailable, substitutes, entryOf);
  const reason = whyNoHost(host, site, unavailable, standIn);
  const { last } = passedOn(host, site, unavailable, substitutes, entryOf);
  if (reason === undefined || standIn || last === host) return reason;
  return `${reason}: ${last.id} would stand in for it, but ${whyNoHost(last, site, unavailable)}`;
}

/** From stand-in to stand-in to the first that is not missing, or to the last one; with the reasons on the way. */
function passedOn(
  host: HostEntry,
  site: string,
  unavailable: readonly Unavailable[],
  substitutes: readonly SubstituteEntry[],
  entryOf: EntryOf,
): { readonly last: HostEntry; readonly reasons: readonly string[] } {
  const passed = new Set<string>();
  const reasons: string[] = [];
  let last = host;
  for (;;) {
    passed.add(last.id);
    const when = missingAt(last, site, unavailable);
    const next = substitutes.find((one) => one.asked === last.id && one.when === when);
    const entry = next && entryOf(next.substitute);
    if (!next || !entry || passed.has(entry.id)) return { last, reasons };
    reasons.push(next.reason);
    last = entry;
  }
}

/** Why a store cannot hold an object of this many bytes; undefined when it can. */
export function whyTooLarge(store: Pick<StoreEntry, 'largestBytes' | 'limit'>, bytes: number): string | undefined {
  return bytes > store.largestBytes ? store.limit : undefined;
}
