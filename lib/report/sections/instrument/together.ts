import type { LaneRecord } from '../../../domain/run.ts';
import { count, counted, listed } from '../../format.ts';
import { type Child, type Html, html } from '../../html.ts';
import { table } from '../../parts.ts';

/** With more lanes than this, tables of lanes are folded below what they say together. */
export const OPEN_LANES = 12;

/** A lane this many times beyond the middle one is counted as outside. */
const OUTSIDE = 2;
const MOST_NAMED = 3;

/** One figure of a lane, more of which is worse. */
export interface LaneFigure {
  readonly title: string;
  readonly of: (lane: LaneRecord) => number | null | undefined;
  readonly print: (value: number) => string;
}

/** Middle of some numbers; undefined for none. */
export function middle(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** `a, b, c and 5 more`. */
export function someOf(names: readonly string[]): string {
  const [more, shown] = [names.length - MOST_NAMED, names.slice(0, MOST_NAMED)];
  return more > 0 ? `${shown.join(', ')} and ${count(more)} more` : listed(shown);
}

/** A table of lanes as it is while they are few; else the middle lane, the worst and how many stand outside, and the table in a fold. */
export function laneFold(title: string, lanes: readonly LaneRecord[], figures: readonly LaneFigure[], full: Html): Html {
  if (lanes.length <= OPEN_LANES) return full;
  const rows = figures.flatMap(({ title: figure, of, print }): (readonly Child[])[] => {
    const known = lanes.flatMap((lane) => {
      const value = of(lane);
      return typeof value === 'number' && Number.isFinite(value) ? [{ id: lane.id, value }] : [];
    });
    const half = middle(known.map(({ value }) => value));
    const worst = known.toSorted((a, b) => b.value - a.value)[0];
    if (half === undefined || !worst) return [];
    const outside = known.filter(({ value }) => value > OUTSIDE * half).length;
    return [
      [
        figure,
        print(half),
        print(worst.value),
        worst.value > half ? worst.id : 'all alike',
        `${count(outside)} of ${count(known.length)}`,
      ],
    ];
  });
  const columns = [
    { title: 'Over all lanes', text: true },
    { title: 'middle lane' },
    { title: 'worst' },
    { title: 'which', text: true, long: true },
    { title: `beyond ${OUTSIDE} times the middle` },
  ];
  return html`${rows.length > 0 && table(`${title}: all lanes together`, columns, rows)}
    <details class="fold"><summary>${title}: ${counted(lanes.length, 'lane')}</summary>${full}</details>`;
}
