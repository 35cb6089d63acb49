import type { AxisValue } from '../domain/cell.ts';
import { type Html, html } from './html.ts';
import type { Scope } from './scope.ts';

/** Shape and colour tell values apart together, so that neither is needed alone. */
const SHAPES = [
  { name: 'circle', glyph: '●' },
  { name: 'square', glyph: '■' },
  { name: 'triangle', glyph: '▲' },
  { name: 'diamond', glyph: '◆' },
  { name: 'star', glyph: '★' },
  { name: 'cross', glyph: '✚' },
  { name: 'hexagon', glyph: '⬢' },
] as const;

const COLOURS = 8;

/** Seven shapes and eight colours have no common divisor: pairs repeat only after 56 values. */
export const MARKS = SHAPES.length * COLOURS;

/** The marks as style sheet: a class a value keeps thousands of table rows small, and the glyph is silent for screen readers. */
export const MARK_STYLE = [
  '.k{white-space:nowrap}.k::before{margin-right:.35em}',
  ...Array.from({ length: MARKS }, (_, i) => {
    const glyph = SHAPES[i % SHAPES.length]?.glyph;
    return `.k${i}::before{content:"${glyph}";content:"${glyph}"/"";color:var(--c${i % COLOURS})}`;
  }),
].join('');

export interface Mark {
  /** A CSS colour that follows the reader's light or dark scheme. */
  readonly colour: string;
  readonly shape: (typeof SHAPES)[number]['name'];
  readonly index: number;
}

export function markOf(scope: Scope, axis: string, value: AxisValue): Mark {
  const at = Math.max(0, scope.values(axis).indexOf(value));
  const shape = SHAPES[at % SHAPES.length] ?? SHAPES[0];
  return { colour: `var(--c${at % COLOURS})`, shape: shape.name, index: at };
}

/** A value with its mark, as it stands in tables and legends. */
export function chip(scope: Scope, axis: string, value: AxisValue): Html {
  const mark = markOf(scope, axis, value);
  return html`<span class="${`k k${mark.index % MARKS}`}">${scope.label(axis, value)}</span>`;
}

export function legend(scope: Scope, axis: string, values: readonly AxisValue[]): Html {
  return html`<p class="legend">${values.map((value) => chip(scope, axis, value))}</p>`;
}
