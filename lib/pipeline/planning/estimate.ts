import { storeEntry } from '../../catalog/lookup.ts';
import { PRICES } from '../../catalog/prices.ts';
import { costLines, sum } from '../../domain/cost.ts';
import type { Lane } from '../../domain/plan.ts';
import type { CostLine, Estimate } from '../../domain/run.ts';
import { hostCharges } from './host-charges.ts';
import { storeCharges } from './store-charges.ts';
import { poolBytes, type StoreUse } from './store-use.ts';

/** Time and money of a plan before it starts. Free tiers and monthly minimums are left out: they depend on the account. */
export function estimateOf(lanes: readonly Lane[], uses: readonly StoreUse[], seconds: number): Estimate {
  const lines = [...costLines([...hostCharges(lanes), ...storeCharges(uses, seconds)], PRICES), ...wasabiRatio(uses)];
  return {
    seconds,
    usd: sum(lines, ({ usd }) => usd),
    bytesUp: sum(uses, (use) => use.bytesUp + poolBytes(use)),
    bytesDown: sum(uses, ({ bytesDown }) => bytesDown),
    requests: sum(uses, ({ gets, puts, pool }) => gets + puts + pool.length),
    lines,
  };
}

/** Bytes this run reads from Wasabi and keeps there: its rule compares them by account and month. */
export function wasabiBytes(uses: readonly StoreUse[]): { readonly read: number; readonly stored: number } {
  const wasabi = uses.filter(({ store }) => storeEntry(store)?.provider === 'wasabi');
  return { read: sum(wasabi, ({ bytesDown }) => bytesDown), stored: sum(wasabi, (use) => use.bytesUp + poolBytes(use)) };
}

/** No money, but a rule that can end an account: shown among the lines, with its source. */
function wasabiRatio(uses: readonly StoreUse[]): CostLine[] {
  const { read, stored } = wasabiBytes(uses);
  const entry = storeEntry('wasabi');
  if (read === 0 || !entry) return [];
  const what = 'Wasabi egress over what this run stores (its rule: at most 1 in a month)';
  return [{ what, amount: read / stored, unit: 'ratio', usd: 0, source: entry.source, asOf: entry.asOf }];
}
