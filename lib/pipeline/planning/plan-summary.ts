import type { Cell } from '../../domain/cell.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Estimate } from '../../domain/run.ts';
import { type Substitution, substitutionsOf } from './substitutions.ts';

export interface PlanSummary {
  /** Cells that can be measured, and cells that cannot. */
  readonly cells: number;
  readonly impossible: number;
  /** Measurable cells. */
  readonly byStore: Readonly<Record<string, number>>;
  readonly byHost: Readonly<Record<string, number>>;
  readonly byPair: Readonly<Record<string, number>>;
  readonly lanes: number;
  readonly rounds: number;
  readonly estimate: Estimate;
  readonly impossibleReasons: readonly { readonly reason: string; readonly cells: number }[];
  /** Hosts that are measured in the place of others. */
  readonly substitutions: readonly Substitution[];
  readonly notes: readonly string[];
}

/** What `plan --json` prints. */
export function planSummary({ cells, selection, lanes, estimate, notes = [] }: Plan): PlanSummary {
  const measurable = cells.filter((cell) => !cell.impossible);
  const reasons = counts(cells, (cell) => cell.impossible);
  return {
    cells: measurable.length,
    impossible: cells.length - measurable.length,
    byStore: counts(measurable, (cell) => cell.axes.store),
    byHost: counts(measurable, (cell) => cell.axes.host),
    byPair: counts(measurable, (cell) => cell.pair),
    lanes: lanes.length,
    rounds: lanes[0]?.rounds ?? 0,
    estimate,
    impossibleReasons: Object.entries(reasons).map(([reason, count]) => ({ reason, cells: count })),
    substitutions: substitutionsOf({ cells, unavailable: selection.unavailable }),
    notes,
  };
}

/** How many cells share each value; cells without one are not counted. */
function counts(cells: readonly Cell[], of: (cell: Cell) => string | number | undefined): Record<string, number> {
  const groups = Map.groupBy(cells, (cell) => of(cell) ?? '');
  return Object.fromEntries(
    [...groups].filter(([value]) => value !== '').map(([value, members]) => [String(value), members.length]),
  );
}
