import type { RunRecord } from '../../lib/domain/run.ts';
import type { CellChange, RunComparison } from '../../lib/domain/run-comparison.ts';
import { agreements } from '../../lib/report/compare/agreements.ts';
import { cellNames } from '../../lib/report/compare/cell-names.ts';
import { changeText, finding, methodOf, reasonsOf, sureness, tallyOf } from '../../lib/report/compare/words.ts';
import { counted, moment, percent, quantity } from '../../lib/report/format.ts';
import { undisguised } from '../../lib/report/html.ts';

/** Figures without a sure difference that are shown unless all are asked for. */
const MOST_UNSURE = 20;
const MOST_NAMED = 3;

export interface Shown {
  readonly a: readonly RunRecord[];
  readonly b: readonly RunRecord[];
  readonly comparison: RunComparison;
  /** Share of `--fail-on`. */
  readonly limit: number | undefined;
  readonly all: boolean;
}

/** A comparison for the terminal: the finding first, then the figures by weight, then what could not be compared and why. */
export function comparisonText({ a, b, comparison, limit, all }: Shown): string {
  const { changes, notCompared, caveats } = comparison;
  const name = cellNames(comparison);
  const sure = changes.filter(({ verdict }) => verdict !== '~');
  const unsure = changes.filter(({ verdict }) => verdict === '~');
  const shown = [...sure, ...(all ? unsure : unsure.slice(0, MOST_UNSURE))];
  const hidden = changes.length - shown.length;
  const lines = [
    ...a.map((run) => sideLine('A', run)),
    ...b.map((run) => sideLine('B', run)),
    '',
    finding(comparison),
    ...agreements(comparison).map((line) => `  ${line}`),
    ...(limit === undefined ? [] : [limitLine(tallyOf(comparison).beyond, limit)]),
    ...(shown.length > 0 ? ['', ...table(shown, name, new Set(changes.map(({ metric }) => metric)).size > 1)] : []),
    ...(hidden > 0 ? [`${counted(hidden, 'more figure', 'more figures')} without a sure difference; --all shows them`] : []),
    ...(notCompared.length > 0 ? ['', `Not compared: ${counted(notCompared.length, 'cell')}`] : []),
    ...reasonsOf(notCompared).map(([reason, cells]) => {
      const more = cells.length > MOST_NAMED ? ` and ${cells.length - MOST_NAMED} more` : '';
      const details = [...new Set(cells.flatMap(({ detail }) => detail ?? []))].slice(0, 2).join('; ');
      const names = cells.slice(0, MOST_NAMED).map(({ cell }) => name(cell));
      return `  ${cells.length}  ${reason}${details && ` (${details})`}: ${names.join(', ')}${more}`;
    }),
    '',
    ...caveats.map((line) => `note: ${line}`),
    ...methodOf(comparison),
  ];
  return lines.map(undisguised).join('\n');
}

function sideLine(side: string, { id, startedAt, preset, firstbyte, status }: RunRecord): string {
  return `${side}  ${id}  ${moment(startedAt)}  preset ${preset}, firstbyte ${firstbyte}, ${status}`;
}

const limitLine = (beyond: number, limit: number) =>
  beyond > 0
    ? `${counted(beyond, 'figure is', 'figures are')} surely slower by more than ${percent(limit)}.`
    : `No figure is surely slower by more than ${percent(limit)}.`;

function table(changes: readonly CellChange[], name: (id: string) => string, withMetric: boolean): string[] {
  const rows = changes.map((change) => [
    changeText(change),
    sureness(change),
    quantity(change.unit, change.a),
    quantity(change.unit, change.b),
    `${change.units.a}/${change.units.b} ${change.units.kind}s`,
    ...(withMetric ? [change.metric] : []),
    name(change.cell),
  ]);
  const head = ['B against A (95 %)', '', 'A', 'B', 'n', ...(withMetric ? ['metric'] : []), 'cell'];
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)));
  return [head, ...rows].map((row) =>
    row
      .map((text, i) => text.padEnd(i === row.length - 1 ? 0 : (widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
