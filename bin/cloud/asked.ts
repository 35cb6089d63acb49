import { hostEntry, pairEntry } from '../../lib/catalog/lookup.ts';
import { SITES } from '../../lib/catalog/sites.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Selection } from '../../lib/domain/scenario.ts';
import { selectionFrom } from '../../lib/pipeline/planning/select.ts';
import type { Config } from '../config.ts';
import type { SelectionFlags } from '../flags.ts';

export interface CloudAsked {
  readonly preset: string;
  readonly selection: Selection;
  /** Stores named on the command line: one of these without keys is an error, any other is left out. */
  readonly namedStores: readonly string[];
  /** Pairs named on the command line or in a file. */
  readonly namedPairs: readonly string[];
  /** What of the preset is left out, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * What to measure in the cloud. Pairs of the preset without a deployed region are left out and named; one that was asked for by name
 * is an error. Throws BadInput.
 */
export function askedOfCloud(config: Config, flags: SelectionFlags, regions: readonly string[]): CloudAsked {
  const preset = config.preset ?? 'quick';
  if (preset === 'local') throw new BadInput('the preset local is measured on this machine: npm run local.');
  const own = [...Object.keys(config.endpoints ?? {}), ...Object.keys(config.standIns ?? {})];
  if (own.length > 0)
    throw new BadInput(
      `${own.join(', ')}: endpoints and stand-ins of a file are measured on this machine: npm run local -- --config.`,
    );
  const whole = selectionFrom(preset, config);
  const local = whole.hosts.find((host) => hostEntry(host)?.kind === 'local');
  if (local) throw new BadInput(`host ${local} is no host of the cloud: npm run local -- --hosts ${local}.`);

  const away = whole.pairs.flatMap((pair) => {
    const reason = unreachable(pair, regions);
    return reason === undefined ? [] : [{ pair, reason }];
  });
  const named = away.find(({ pair }) => config.pairs?.includes(pair));
  if (named) throw new BadInput(`pair ${named.pair} cannot be measured: ${named.reason}.`);
  const pairs = whole.pairs.filter((id) => !away.some(({ pair }) => pair === id));
  if (pairs.length === 0)
    throw new BadInput(`no pair of the preset ${preset} can be measured: ${away[0]?.reason ?? 'it names none'}.`);
  // Asked once more with the pairs that remain: what was named by hand and has no place in them is refused by name.
  const selection =
    away.length === 0 ? whole : { ...selectionFrom(preset, { ...config, pairs }), hosts: hostsAt(whole.hosts, pairs) };
  return {
    preset,
    selection,
    namedStores: flags.stores ?? [],
    namedPairs: config.pairs ?? [],
    notes: away.map(({ pair, reason }) => `${pair} is left out: ${reason}.`),
  };
}

/** Why nothing can be measured at a pair's site; undefined where it can. */
function unreachable(id: string, regions: readonly string[]): string | undefined {
  const site = SITES.find((entry) => entry.id === pairEntry(id)?.site);
  if (site?.provider === 'aws' && !regions.includes(site.region))
    return `${site.region} is not among the measured regions: add it to firstbyte:regions in cdk.json and run npx cdk deploy --all`;
  return undefined;
}

const hostsAt = (hosts: readonly string[], pairs: readonly string[]) =>
  hosts.filter((host) => pairs.some((pair) => pairEntry(pair)?.hosts.some((kind) => kind === hostEntry(host)?.kind)));
