import { HOSTS } from '../../catalog/hosts.ts';
import { pairEntry } from '../../catalog/lookup.ts';
import { PAIRS } from '../../catalog/pairs.ts';
import { PRESETS } from '../../catalog/presets.ts';
import { STANDINS } from '../../catalog/standins.ts';
import { STORES } from '../../catalog/stores.ts';
import { BadInput } from '../../domain/errors.ts';
import type { Selection } from '../../domain/scenario.ts';
import { scenarioPlan } from '../../scenarios/plans.ts';
import { known } from './nearest.ts';
import { sizesOf } from './sizes.ts';
import { refuseStrangers } from './strangers.ts';

/** What flags or a configuration file say instead of the preset. */
export interface Overrides {
  readonly stores?: readonly string[];
  readonly hosts?: readonly string[];
  readonly pairs?: readonly string[];
  /** `1KB..10MB` or a list of exact sizes. */
  readonly sizes?: string | readonly string[];
  readonly operations?: readonly string[];
  readonly connections?: readonly string[];
  readonly streams?: readonly number[];
  readonly rounds?: number;
  readonly maxSeconds?: number;
  readonly seed?: number;
  /** Hosts of each type at a site. */
  readonly instances?: number;
}

const OPERATIONS = ['get', 'put'] as const;
const CONNECTIONS = ['fresh', 'reused'] as const;
const STORE_IDS: readonly string[] = [...STORES, ...STANDINS].map(({ id }) => id);
const PAIR_IDS: readonly string[] = PAIRS.map(({ id }) => id);
const HOST_IDS = HOSTS.map(({ id }) => id);

/**
 * A preset with single fields replaced. `own` names the stores of the configuration file, which join the pair `local`. Throws BadInput,
 * one line each, for an unknown value (with the nearest and the valid ones) and for what contradicts itself.
 */
export function selectionFrom(preset: string, overrides: Overrides = {}, own: readonly string[] = []): Selection {
  const base = presetSelection(preset);
  const { bulkOperations, compositePutBytes, ...rest } = base;
  const saysOtherwise = overrides.operations !== undefined || overrides.sizes !== undefined;
  const selection: Selection = {
    ...rest,
    // Whoever names sizes or operations means them for large objects too.
    ...(bulkOperations && !saysOtherwise ? { bulkOperations } : {}),
    ...(compositePutBytes !== undefined && !saysOtherwise ? { compositePutBytes } : {}),
    stores: ids('store', overrides.stores, [...new Set([...own, ...STORE_IDS])]) ?? base.stores,
    hosts: ids('host', overrides.hosts, HOST_IDS) ?? base.hosts,
    pairs: ids('pair', overrides.pairs, PAIR_IDS) ?? base.pairs,
    sizes: overrides.sizes === undefined ? base.sizes : some('size', sizesOf(overrides.sizes)),
    operations: ids('operation', overrides.operations, OPERATIONS) ?? base.operations,
    connections: ids('connection', overrides.connections, CONNECTIONS) ?? base.connections,
    streams: overrides.streams
      ? some('stream count', [...new Set(overrides.streams.map((n) => whole('streams', n, 1, 64)))])
      : base.streams,
    rounds: overrides.rounds === undefined ? base.rounds : whole('rounds', overrides.rounds, 1, 1000),
    seed: overrides.seed === undefined ? base.seed : whole('seed', overrides.seed, 0, 2 ** 32 - 1),
    ...(overrides.instances === undefined ? {} : { instances: whole('instances', overrides.instances, 1, 10) }),
    ...(overrides.maxSeconds === undefined ? {} : { maxSeconds: positive('max-seconds', overrides.maxSeconds) }),
  };
  refuseStrangers(selection, overrides, own);
  refuseNothing(selection);
  return selection;
}

function presetSelection(id: string): Selection {
  const name = known(
    'preset',
    id,
    PRESETS.map((preset) => preset.id),
  );
  return (PRESETS.find((preset) => preset.id === name) ?? PRESETS[0]).selection;
}

function ids<T extends string>(what: string, given: readonly string[] | undefined, valid: readonly T[]): T[] | undefined {
  return given && some(what, [...new Set(given.map((value) => known(what, value, valid)))]);
}

function some<T>(what: string, values: T[]): T[] {
  if (values.length === 0) throw new BadInput(`no ${what} is named: name one, or leave the choice to the preset.`);
  return values;
}

function whole(what: string, value: number, low: number, high: number): number {
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw new BadInput(`${what} ${value}: expected a whole number from ${low} to ${high}.`);
}

function positive(what: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new BadInput(`${what} ${value}: expected seconds, more than 0.`);
}

/** A selection of which nothing can be measured is a contradiction: the first reason says which. */
function refuseNothing(selection: Selection): void {
  const cells = scenarioPlan(selection.scenario).expand(selection);
  if (cells.some((cell) => !cell.impossible)) return;
  const reason = cells.find((cell) => cell.impossible)?.impossible;
  const places = selection.pairs.map((pair) => pairEntry(pair)?.title ?? pair).join('; ');
  throw new BadInput(
    reason
      ? `nothing of this can be measured: ${reason}. Choose other sizes, stores or hosts.`
      : `none of ${selection.stores.join(', ')} meets any of ${selection.hosts.join(', ')} at ${places}: name other stores, hosts or pairs.`,
  );
}
