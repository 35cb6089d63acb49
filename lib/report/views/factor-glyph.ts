import { type Html, html } from '../html.ts';
import type { Behind, Standing } from '../standings.ts';

const WIDTH = 132;
const HEIGHT = 14;
const PAD = 5;

/** Logarithms of the smallest and largest factor a view shows, so that its glyphs share one scale. */
export interface FactorRange {
  readonly low: number;
  readonly high: number;
}

export function factorRange(rows: readonly Standing[]): FactorRange {
  const ends = rows.flatMap((row) => row.places.flatMap(({ behind }) => (behind ? [behind.low, behind.high] : [])));
  const logs = ends.filter((end) => Number.isFinite(end) && end > 0).map(Math.log);
  return { low: logs.reduce((a, b) => Math.min(a, b), 0), high: logs.reduce((a, b) => Math.max(a, b), 0.05) };
}

/** One interval on the view's log scale: a bar, its estimate, and the line of equality. */
export function factorGlyph({ factor, low, high, verdict }: Behind, range: FactorRange): Html {
  const at = (value: number) => {
    const log = Math.min(range.high, Math.max(range.low, Math.log(Math.max(value, 1e-12))));
    return (PAD + ((log - range.low) / (range.high - range.low)) * (WIDTH - 2 * PAD)).toFixed(1);
  };
  const shown = verdict === 'behind' || verdict === 'ahead' ? 'g' : 'g open';
  return html`<svg class="${shown}" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true"><path class="one" d="M${at(1)} 0V${HEIGHT}"/><path d="M${at(low)} 7H${at(high)}"/><circle cx="${at(factor)}" cy="7" r="3"/></svg>`;
}
