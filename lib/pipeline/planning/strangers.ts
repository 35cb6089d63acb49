import { HOSTS } from '../../catalog/hosts.ts';
import { hostEntry, pairEntry, storeEntry } from '../../catalog/lookup.ts';
import { PAIRS } from '../../catalog/pairs.ts';
import type { HostKind } from '../../domain/catalog.ts';
import { BadInput } from '../../domain/errors.ts';
import type { Selection } from '../../domain/scenario.ts';

/** What was named by hand: a preset may name more than its pairs can use, a person means what they name. */
interface Named {
  readonly stores?: readonly string[];
  readonly hosts?: readonly string[];
}

/** Throws BadInput for a host or store named by hand that has no place in any of the selected pairs. */
export function refuseStrangers({ pairs }: Selection, named: Named, own: readonly string[]): void {
  for (const host of named.hosts ?? []) refuseHost(host, pairs);
  for (const store of named.stores ?? []) refuseStore(store, pairs, own);
}

function refuseHost(id: string, pairs: readonly string[]): void {
  const kind = hostEntry(id)?.kind;
  const admits = (pair: string) => kind !== undefined && kindsOf(pair).includes(kind);
  if (pairs.some(admits)) return;
  const here = HOSTS.filter((host) => !host.retired && pairs.some((pair) => kindsOf(pair).includes(host.kind))).map(
    (host) => host.id,
  );
  const elsewhere = PAIRS.map((pair) => pair.id).filter(admits);
  throw new BadInput(
    `host ${id} does not stand at ${pairs.join(', ')}: use --pairs ${elsewhere[0]} for it, or one of ${here.join(', ')}.`,
  );
}

function refuseStore(id: string, pairs: readonly string[], own: readonly string[]): void {
  const offers = (pair: string) => {
    const stores = pairEntry(pair)?.stores;
    return stores === null ? own.includes(id) || storeEntry(id)?.provider === 'local' : stores !== undefined && id in stores;
  };
  if (pairs.some(offers)) return;
  const pair = PAIRS.map((entry) => entry.id).find(offers);
  if (pairs.includes('local'))
    throw new BadInput(
      `store ${id} has no endpoint here: give it one under "endpoints" of the --config file, or use the preset quick for the cloud.`,
    );
  throw new BadInput(
    `store ${id} joins none of the pairs ${pairs.join(', ')}: ${pair ? `add it with --pairs ${pair}` : 'leave it out'}.`,
  );
}

function kindsOf(pair: string): readonly HostKind[] {
  return pairEntry(pair)?.hosts ?? [];
}
