import { expect } from 'vitest';
import type { CellResult, Comparison, RunRecord, ScenarioRecord, Summary } from '../../lib/domain/run.ts';
import { number, pValue, scaleFor } from '../../lib/report/format.ts';
import type { Shown } from './browser.ts';

/** What the table of every test has to say about one metric, straight from the record. */
export interface Wanted {
  readonly cell: CellResult;
  /** By column; of a cell without numbers only what it has. */
  readonly figures: ReadonlyMap<string, string>;
}

export function wanted(run: RunRecord, metric: ScenarioRecord['metrics'][number]): readonly Wanted[] {
  const most = Math.max(...run.cells.map((cell) => cell.metrics[metric.name]?.median ?? 0));
  const { divisor, label } = scaleFor(metric.unit, most);
  const shown = run.cells.filter((cell) => cell.impossible === undefined && (cell.metrics[metric.name] || cell.n === 0));
  const of = (summary: Summary): [string, string][] => {
    const print = (value: number) => number(value / divisor);
    const { interval, min, median, mean, max, p90, p95, p99 } = summary;
    return [
      ['n', summary.n.toLocaleString('en-US')],
      ['min', print(min)],
      [`median, ${label}`, print(median)],
      ['mean', print(mean)],
      ['max', print(max)],
      ...(interval ? [['95 % interval', `${print(interval.low)} – ${print(interval.high)}`] as [string, string]] : []),
      ...Object.entries({ p90, p95, p99 }).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, print(value)]],
      ),
    ];
  };
  return shown.map((cell) => {
    const summary = cell.metrics[metric.name];
    return { cell, figures: new Map([['failed', cell.failures.toLocaleString('en-US')], ...(summary ? of(summary) : [])]) };
  });
}

/** Compares every figure of the shown table with the record, in the record's order. Returns how many it compared. */
export function compareFigures({ heads, lines }: Shown, cells: readonly Wanted[]): number {
  expect(lines.length).toBe(cells.length);
  const wrong: string[] = [];
  let compared = 0;
  for (const [i, { cell, figures }] of cells.entries())
    for (const [name, text] of figures) {
      const found = lines[i]?.[heads.indexOf(name)];
      compared++;
      if (found !== text) wrong.push(`${cell.id} ${name}: ${found} instead of ${text}`);
    }
  expect(wrong).toEqual([]);
  return compared;
}

/** Whether a shown verdict follows from the record's comparisons of that cell; undefined when it does. */
function wrongVerdict(
  own: readonly Comparison[],
  cell: CellResult,
  verdict: string,
  factor: string,
  p: string,
): string | undefined {
  const won = own.filter(({ a, verdict: who }) => who === (a === cell.id ? 'a' : 'b'));
  const lost = own.filter(({ a, verdict: who }) => who === (a === cell.id ? 'b' : 'a'));
  const told = `${cell.id}: ${verdict} ${factor}`;
  if (verdict === 'best, sure') return own.length > 0 && won.length === own.length ? undefined : told;
  if (!verdict.includes('sure')) return undefined;
  const [size, low, high] = (/^([\d.,]+) \(([\d.,]+) – ([\d.,]+)\)$/.exec(factor) ?? []).slice(1);
  const fits = lost.some((each) =>
    [each, { ratio: 1 / each.ratio, low: 1 / each.high, high: 1 / each.low, pAdjusted: each.pAdjusted }].some(
      (way) =>
        number(way.ratio) === size &&
        number(way.low) === low &&
        number(way.high) === high &&
        pValue(Math.round(way.pAdjusted * 1000) / 1000) === p,
    ),
  );
  return fits && verdict === `${size}× slower, sure` ? undefined : told;
}

/** Checks every shown verdict against the record's comparisons along the store axis. Returns how many were sure. */
export function compareVerdicts({ heads, lines }: Shown, cells: readonly Wanted[], run: RunRecord, metric: string): number {
  const own = new Map<string, Comparison[]>();
  for (const each of run.comparisons.filter((one) => one.metric === metric && one.compare === 'store'))
    for (const id of [each.a, each.b]) own.set(id, [...(own.get(id) ?? []), each]);
  const at = (title: string) => heads.findIndex((head) => head.startsWith(title));
  const columns = ['against the best', 'factor', 'p, Holm'].map(at);
  const told = cells.flatMap(({ cell }, i) => {
    const [verdict = '', factor = '', p = ''] = columns.map((column) => lines[i]?.[column] ?? '');
    return cell.n === 0 ? [] : [{ verdict, wrong: wrongVerdict(own.get(cell.id) ?? [], cell, verdict, factor, p) }];
  });
  expect(told.flatMap(({ wrong }) => wrong ?? [])).toEqual([]);
  return told.filter(({ verdict }) => verdict.includes('sure')).length;
}
