import type { CellChange } from '../../domain/run-comparison.ts';
import { pValue, quantity } from '../format.ts';
import type { Column } from '../parts.ts';
import { changeText, sureness } from './words.ts';

/** The table of changes: the same columns on the page of a comparison and on a run's own page. */
export const CHANGE_COLUMNS: readonly Column[] = [
  { title: 'cell', text: true, long: true },
  { title: 'metric', text: true },
  { title: 'B against A (95 % interval)' },
  { title: 'how sure', text: true },
  { title: 'A' },
  { title: 'B' },
  { title: 'units, A/B' },
  { title: 'p, adjusted' },
];

/** Texts of a line for each change, as CHANGE_COLUMNS; the metric is empty where all have the same. */
export function changeRows(changes: readonly CellChange[], name: (id: string) => string): readonly (readonly string[])[] {
  const metrics = new Set(changes.map(({ metric }) => metric));
  return changes.map((change) => [
    name(change.cell),
    metrics.size > 1 ? change.metric : '',
    changeText(change),
    sureness(change),
    quantity(change.unit, change.a),
    quantity(change.unit, change.b),
    `${change.units.a}/${change.units.b} ${change.units.kind}s`,
    Math.min(change.rounds.a, change.rounds.b) < 6 ? '' : pValue(change.pAdjusted),
  ]);
}
