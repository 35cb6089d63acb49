import { STANDINS } from '../../lib/catalog/standins.ts';
import { BadInput } from '../../lib/domain/errors.ts';
import type { Selection } from '../../lib/domain/scenario.ts';
import { selectionFrom } from '../../lib/pipeline/planning/select.ts';
import type { Config } from '../config.ts';
import type { Skipped, StoreSpec } from './store-specs.ts';

export interface LocalSelection {
  readonly selection: Selection;
  /** Every store this machine can offer: the configuration's own and the catalog's stand-ins. */
  readonly specs: readonly StoreSpec[];
  readonly preset: string;
}

/**
 * What to measure on this machine. Stores of the configuration, where it has any, take the place of the preset's stand-ins.
 * Throws BadInput.
 */
export function localSelection(config: Config, own: readonly StoreSpec[], skipped: readonly Skipped[]): LocalSelection {
  const preset = config.preset ?? 'local';
  const catalog = STANDINS.map(specOf).filter((spec) => !own.some(({ id }) => id === spec.id));
  const specs = [...own, ...catalog];
  // The file may name stores whose keys are not set here: they are left out as its other keyless stores are.
  const named = config.stores?.filter((store) => !skipped.some(({ id }) => id === store));
  if ((own.length === 0 && skipped.length > 0 && !config.stores) || named?.length === 0)
    throw new BadInput(
      `no store is left: ${skipped.map(({ id, reason }) => `${id} (${reason})`).join(', ')}. Set the keys and run again.`,
    );
  const stores = named ?? (own.length > 0 ? own.map(({ id }) => id) : undefined);
  const selection = selectionFrom(
    preset,
    { ...config, ...(stores && { stores }) },
    own.map(({ id }) => id),
  );
  return { selection, specs, preset };
}

function specOf(entry: (typeof STANDINS)[number]): StoreSpec {
  const { id, title } = entry;
  return 'shape' in entry
    ? { kind: 'stand-in', id, title, shape: entry.shape, faults: [] }
    : { kind: 'items', id, title, note: entry.note };
}
