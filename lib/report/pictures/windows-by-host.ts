import { quantile } from '../../domain/statistics/quantile.ts';
import { atStart, count, inSentence, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { figure } from '../parts.ts';
import type { Scope } from '../scope.ts';
import { keptShare, type Windowed } from './kept-share.ts';
import { logReach } from './reach.ts';
import { across, strip, stripTable } from './strip.ts';

/** For hundreds of cells: which share of their speed they kept, a line for each value of the axis that decides it, mostly the host. */
export function windowsByHost(scope: Scope, cells: readonly Windowed[], by: string): Html {
  const groups = [...Map.groupBy(cells, ({ axes }) => axes[by])].map(([value, own]) => {
    const shares = own.map(keptShare).toSorted((a, b) => a - b);
    const [least, quarter, middle, upper, most] = [0, 0.25, 0.5, 0.75, 1].map((p) => quantile(shares, p));
    return {
      value,
      cells: own.length,
      least: least ?? 1,
      quarter: quarter ?? 1,
      middle: middle ?? 1,
      upper: upper ?? 1,
      most: most ?? 1,
    };
  });
  const reach = logReach('1/s', [1, ...groups.flatMap(({ least, most }) => [least, most])]);
  const rows = groups
    .toSorted((a, b) => a.middle - b.middle)
    .map(({ value, cells: n, least, quarter, middle, upper, most }) => {
      const name = scope.label(by, value);
      const line = (kind: string, from: number, to: number) =>
        html`<line class="${kind}" x1="${across(reach.at(from))}" x2="${across(reach.at(to))}" y1="50%" y2="50%"/>`;
      const middleLine = html`<line class="m" x1="${across(reach.at(middle))}" x2="${across(reach.at(middle))}" y1="20%" y2="80%"/>`;
      return {
        head: name,
        strip: strip(
          `${name}: keeps ${number(middle)} of its speed in the middle of ${count(n)} cells, from ${number(least)} to ${number(most)}`,
          reach,
          [line('all', least, most), line('half', quarter, upper), middleLine],
        ),
        figures: [count(n), `${number(least)}×`, html`<b>${number(middle)}×</b>`, `${number(most)}×`],
      };
    });
  const along = scope.axis(by)?.title ?? by;
  const titles = { head: atStart(along), strip: 'sustained / burst, logarithmic', figures: ['cells', 'least', 'middle', 'most'] };
  const caption = `Speed after a ${inSentence(along)} had moved much over its speed before, a cell each: the thin line holds all cells, the thick one the middle half,
    the upright one stands in their middle. Every cell’s own two speeds are in run.json.`;
  return figure(stripTable('Burst and sustained', titles, reach, rows), caption);
}
