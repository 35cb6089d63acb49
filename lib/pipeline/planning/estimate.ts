import { storeEntry } from '../../catalog/lookup.ts';
import type { PriceEntry } from '../../domain/catalog.ts';
import { costLines, sum } from '../../domain/cost.ts';
import type { Lane } from '../../domain/plan.ts';
import type { CostLine, Estimate } from '../../domain/run.ts';
import { buildCharges } from './build-charges.ts';
import { homeCharges } from './home-charges.ts';
import { expectedUses, hostCharges, type LaneUse } from './host-charges.ts';
import { storeCharges } from './store-charges.ts';
import { poolBytes, type StoreUse } from './store-use.ts';

/** Time and money of a plan before it starts; the first price of a sku and region counts. Free tiers and monthly minimums are left out: they depend on the account. */
export function estimateOf(
  lanes: readonly Lane[],
  uses: readonly StoreUse[],
  seconds: number,
  home: string,
  prices: readonly PriceEntry[],
): Estimate {
  const lines = pricedLines({ lanes: expectedUses(lanes), uses, seconds, home }, prices);
  return {
    seconds,
    usd: sum(lines, ({ usd }) => usd),
    bytesUp: sum(uses, (use) => use.bytesUp + poolBytes(use)),
    bytesDown: sum(uses, ({ bytesDown }) => bytesDown),
    requests: sum(uses, ({ gets, puts, pool }) => gets + puts + pool.length),
    lines,
  };
}

/** What a run used, or will. */
export interface RunUse {
  readonly lanes: readonly LaneUse[];
  readonly uses: readonly StoreUse[];
  readonly seconds: number;
  /** The region of the state machine. */
  readonly home: string;
}

/** What hosts, stores and the home region cost that are used so. Throws PriceMissing. */
export function pricedLines({ lanes, uses, seconds, home }: RunUse, prices: readonly PriceEntry[]): CostLine[] {
  const hosts = hostCharges(lanes);
  // A run whose hosts cost nothing is one of this machine, which is its own home.
  const around = hosts.length === 0 ? [] : [...buildCharges(lanes, home), ...homeCharges(lanes, uses.length, home)];
  return [...costLines([...hosts, ...around, ...storeCharges(uses, seconds, home)], prices), ...wasabiRatio(uses)];
}

/** Bytes this run reads from Wasabi and keeps there: its rule compares them by account and month. */
export function wasabiBytes(uses: readonly StoreUse[]): { readonly read: number; readonly stored: number } {
  const wasabi = uses.filter(({ store }) => storeEntry(store)?.provider === 'wasabi');
  return { read: sum(wasabi, ({ bytesDown }) => bytesDown), stored: sum(wasabi, (use) => use.bytesUp + poolBytes(use)) };
}

const WASABI_RATIO = 'Wasabi egress over what this run stores (its rule: at most 1 in a month)';

/** Egress from Wasabi over what the run stores there; 0 where nothing is read. Above 1 the run alone breaks its rule. */
export function wasabiEgressRatio({ lines }: Pick<Estimate, 'lines'>): number {
  return lines.find(({ what }) => what === WASABI_RATIO)?.amount ?? 0;
}

/** No money, but a rule that can end an account: shown among the lines, with its source. */
function wasabiRatio(uses: readonly StoreUse[]): CostLine[] {
  const { read, stored } = wasabiBytes(uses);
  const entry = storeEntry('wasabi');
  if (read === 0 || !entry) return [];
  return [{ what: WASABI_RATIO, amount: read / stored, unit: 'ratio', usd: 0, source: entry.source, asOf: entry.asOf }];
}
