import { storeEntry } from '../../catalog/lookup.ts';
import { PRICES } from '../../catalog/prices.ts';
import type { PriceEntry } from '../../domain/catalog.ts';
import type { Cell } from '../../domain/cell.ts';
import { BadInput } from '../../domain/errors.ts';
import { inInstances, lanesOf } from '../../domain/lanes.ts';
import type { Lane, Plan } from '../../domain/plan.ts';
import type { StoreRecord } from '../../domain/run.ts';
import type { ScenarioPlan, Selection, Usage } from '../../domain/scenario.ts';
import { estimateOf } from './estimate.ts';
import {
  aroundSeconds,
  laneSeconds,
  lanesSeconds,
  orderSecondsOf,
  refuseEndless,
  roundSecondsOf,
  usages,
} from './expected-time.ts';
import { planNotes } from './plan-notes.ts';
import { hostRecords, storeRecords } from './plan-records.ts';
import { removalSeconds } from './removal-time.ts';
import { storeUses } from './store-use.ts';

/** Small lanes at a time in the cloud: a new account runs ten Lambda functions at once, and steps need some of them. */
export const CLOUD_FAN_OUT = 8;
/** Where the state machine is when nobody says otherwise. */
export const USUAL_HOME = 'us-east-1';

export interface PlanRequest {
  readonly run: string;
  readonly preset: string;
  readonly selection: Selection;
  readonly scenario: ScenarioPlan;
  /** Small lanes that run together; by default one on this machine, where they would share the cores, and eight in the cloud. */
  readonly fanOut?: number;
  /** The region of the state machine, to which hosts write; us-east-1 when absent. */
  readonly home?: string;
  /** Stores of the configuration, which the catalog does not know. */
  readonly stores?: readonly StoreRecord[];
  /** Prices asked of a provider: they win over the catalog's of the same sku and region. */
  readonly prices?: readonly PriceEntry[];
}

/** Everything a run will do, from what was asked for. Pure: the same request gives the same plan. Throws BadInput. */
export function makePlan(request: PlanRequest): Plan {
  const { run, preset, selection, scenario, fanOut, home = USUAL_HOME, stores = [], prices = [] } = request;
  const expanded = scenario.expand(selection);
  const used = usages(scenario, expanded);
  const cells = refuseEndless(scenario, expanded, roundSecondsOf(used, selection.rounds, home));
  const pool = scenario.objects(cells);
  const together = lanesTogether(cells, fanOut);
  const { instances = 1 } = selection;
  const lanesFor = (rounds: number) =>
    inInstances(lanesOf(scenario, cells, rounds, roundSecondsOf(used, rounds, home), orderSecondsOf), instances);
  const usesOf = (lanes: readonly Lane[]) => storeUses(scenario, cells, used, (lanes[0]?.rounds ?? 0) * instances);
  const around = (lanes: readonly Lane[]) => aroundSeconds(lanes, pool) + removalSeconds(usesOf(lanes));
  const secondsFor = (lanes: readonly Lane[]) => around(lanes) + lanesSeconds(lanes, together);

  const { lanes, rounds } = mostRounds(selection, lanesFor, secondsFor, used, cells);
  const seconds = secondsFor(lanes);
  const uses = usesOf(lanes);
  return {
    run,
    preset,
    selection,
    cells,
    lanes: withBudgets(lanes, selection.maxSeconds, around(lanes), lanesSeconds(lanes, together)),
    stores: storeRecords(cells, stores),
    hosts: hostRecords(scenario, cells, selection.unavailable),
    estimate: estimateOf(lanes, uses, seconds, home, [...prices, ...PRICES]),
    notes: planNotes({
      asked: selection.rounds,
      rounds,
      maxSeconds: selection.maxSeconds,
      lanes,
      uses,
      unpriced: unpriced(cells, stores),
    }),
  };
}

/** Lanes that run at the same time: what the account's quotas allow, or what is usual. On one machine two clients would measure each other. */
export function lanesTogether(cells: readonly Cell[], fanOut: number | undefined): number {
  return fanOut ?? (cells.every(({ axes }) => (axes.site ?? 'local') === 'local') ? 1 : CLOUD_FAN_OUT);
}

/** A budget cuts whole rounds for all cells alike, so that rows stay comparable. */
function mostRounds(
  { rounds: asked, maxSeconds }: Selection,
  lanesFor: (rounds: number) => Lane[],
  secondsFor: (lanes: readonly Lane[]) => number,
  used: ReadonlyMap<string, Usage>,
  cells: readonly Cell[],
): { readonly lanes: Lane[]; readonly rounds: number } {
  const fits = (lanes: readonly Lane[]) => maxSeconds === undefined || secondsFor(lanes) <= maxSeconds;
  const all = lanesFor(asked);
  if (fits(all)) return { lanes: all, rounds: asked };
  // Bisection: `most` rounds fit, `tooMany` do not.
  let most = 0;
  let tooMany = asked;
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (fits(lanesFor(middle))) most = middle;
    else tooMany = middle;
  }
  if (most > 0) return { lanes: lanesFor(most), rounds: most };
  const least = Math.ceil(secondsFor(lanesFor(1)));
  throw new BadInput(
    `one round of the ${used.size} of ${cells.length} cells that can be measured takes about ${least} s: give --max-seconds ${least} or more, or fewer sizes, stores or hosts.`,
  );
}

/** Every lane may use its share of the time that is left over. */
function withBudgets(lanes: readonly Lane[], maxSeconds: number | undefined, around: number, measuring: number): Lane[] {
  if (maxSeconds === undefined) return [...lanes];
  const stretch = (maxSeconds - around) / measuring;
  return lanes.map((lane) => ({ ...lane, budgetSeconds: laneSeconds(lane) * stretch }));
}

/** Own services that are measured: stores the catalog does not know and that are no stand-ins. */
function unpriced(cells: readonly Cell[], own: readonly StoreRecord[]): string[] {
  const used = new Set(cells.map(({ axes }) => axes.store));
  return own.filter(({ id, kind, shape }) => used.has(id) && kind === 'object' && !shape && !storeEntry(id)).map(({ id }) => id);
}
