import { fits } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import { DRIFT_FACTOR, DRIFT_P, type Drift, driftOf, EXACT_ROUNDS } from '../../domain/statistics/drift.ts';
import { MIN_ROUNDS } from '../../domain/statistics/median-interval.ts';
import { unitsOf } from '../../domain/statistics/run-units.ts';
import { count, counted, listed, quantity } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { table } from '../parts.ts';
import { cellLabel, type MetricRecord, type Scope } from '../scope.ts';

/** Drifting cells named in a sentence, and lines of their table. */
const NAMED = 4;
const STRONGEST = 20;

export interface Tested {
  readonly cell: CellResult;
  readonly metric: MetricRecord;
  readonly drift: Drift;
}

/** Every cell of a run with rounds enough for a trend, drawn or not, the strongest drift first. */
export function testedCells(scope: Scope, first: MetricRecord): readonly Tested[] {
  const ranked = scope.scenario.views.flatMap((view) => (view.kind === 'ranking' ? [view] : []));
  // A time that is not ranked for a cell, such as the first byte of an upload, is no test of it either.
  const rankedBy = (cell: CellResult, name: string) =>
    ranked.some((view) => view.metric === name && fits(cell.axes, view.where)) && cell.metrics[name] !== undefined;
  const metricOf = (cell: CellResult): MetricRecord => {
    if (rankedBy(cell, first.name)) return first;
    return scope.metric(ranked.find(({ metric }) => rankedBy(cell, metric))?.metric ?? '') ?? first;
  };
  return scope.cells
    .flatMap((cell): Tested[] => {
      const metric = metricOf(cell);
      const units = unitsOf(scope.run, cell, metric.name);
      const drift = typeof units === 'string' ? undefined : driftOf(units.hosts);
      return drift ? [{ cell, metric, drift }] : [];
    })
    .toSorted((a, b) => Number(b.drift.drifts) - Number(a.drift.drifts) || strength(b) - strength(a));
}

const strength = ({ drift: { factor } }: Tested): number => Math.abs(Math.log(factor));

export function changeText({ factor }: Drift): string {
  const percent = 100 * (factor - 1);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent).toFixed(1)} %`;
}

export const pText = (p: number): string => (p < 0.001 ? '<0.001' : p.toFixed(3));

/** What was found in all cells, how much of that chance alone would bring, and the rule it was found by. */
export function driftFinding(scope: Scope, tested: readonly Tested[]): Child {
  if (tested.length === 0) return `Drift is looked for from ${MIN_ROUNDS} rounds on: this run has fewer.`;
  const found = tested.filter(({ drift }) => drift.drifts);
  const names = found.slice(0, NAMED).map(({ cell, drift }) => `${cellLabel(scope, cell)} (${changeText(drift)})`);
  const which = found.length > NAMED ? `most of all ${listed(names)}` : listed(names);
  const chance = DRIFT_P * tested.length;
  const all = counted(tested.length, 'cell');
  const said = found.length === 0 ? `No drift is shown in any of ${all}` : `${count(found.length)} of ${all} drift: ${which}`;
  return html`<b>${said}.</b> By chance alone at most about ${chance < 1 ? 'one' : count(Math.round(chance))} of ${count(tested.length)} would${found.length > 0 && found.length <= chance && ': these may be no more than that'}. A cell drifts where its round medians rise or
    fall with a p below ${String(DRIFT_P)} (Mann–Kendall, exact up to ${String(EXACT_ROUNDS)} rounds) and the Theil–Sen line through them moves by
    ${String(Math.round(100 * (DRIFT_FACTOR - 1)))} % or more from the first round to the last. Verdicts compare within rounds, so that what moves all stores alike does not touch them.`;
}

const COLUMNS = [
  { title: 'Cell', text: true },
  { title: 'metric', text: true },
  { title: 'median' },
  { title: 'change' },
  { title: 'p' },
] as const;

/** The cells that drift most, drawn or not; false where none does. */
export function strongest(scope: Scope, tested: readonly Tested[]): Html | false {
  const found = tested.filter(({ drift }) => drift.drifts);
  if (found.length === 0) return false;
  const lines = found.slice(0, STRONGEST);
  const name = lines.length < found.length ? `The ${STRONGEST} that drift most` : 'All that drift';
  const rows = lines.map(({ cell, metric, drift }) => [
    cellLabel(scope, cell),
    metric.title,
    quantity(metric.unit, cell.metrics[metric.name]?.median ?? Number.NaN),
    changeText(drift),
    pText(drift.p),
  ]);
  return html`<details class="fold"><summary>${name}</summary>${table(name, COLUMNS, rows)}</details>`;
}
