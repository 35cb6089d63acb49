import { type Child, type Html, html } from '../html.ts';
import { scroller } from '../parts.ts';
import type { Reach } from './reach.ts';

/** A coordinate for the page: hundredths of a per cent or of a unit are less than a pixel on any screen. */
export function put(value: number): string {
  return String(Number(value.toFixed(2)));
}

/** A position across a strip. Strips have no view box, so that they fill their column and their text keeps its size. */
export function across(percent: number): string {
  return `${put(percent)}%`;
}

/** One row's drawing. `name` is what screen readers say and what a pointer that rests on it shows. */
export function strip(name: string, reach: Reach | undefined, drawing: Child): Html {
  const grid =
    reach && stretched(0, 100, 100, html`<path class="g" d="${reach.ticks.map(({ at }) => `M${put(at)} 0V100`).join('')}"/>`);
  return html`<svg class="strip" role="img"><title>${name}</title>${grid}${drawing}</svg>`;
}

/** A part of a strip that stretches with it, drawn on a grid of `width` x 100 from its upper left corner. */
export function stretched(from: number, to: number, width: number, drawing: Child): Html {
  return html`<svg x="${across(from)}" width="${across(Math.max(0.01, to - from))}" y="0" height="100%" viewBox="0 0 ${put(width)} 100" preserveAspectRatio="none">${drawing}</svg>`;
}

export interface StripRow {
  readonly head: Child;
  readonly strip: Html;
  readonly figures: readonly Child[];
  readonly loud?: boolean;
}

/** A table with a drawing in each row and its figures beside it: picture and text equivalent in one. */
export function stripTable(
  name: string,
  titles: { readonly head: string; readonly strip: Child; readonly figures: readonly string[] },
  reach: Reach | undefined,
  rows: readonly StripRow[],
): Html {
  const { head, figures } = titles;
  return scroller(
    name,
    html`<table class="strips"><thead><tr><th scope="col" class="t">${head}</th><th scope="col" class="s">${titles.strip}${reach && axis(reach)}</th>
    ${figures.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${rows.map(
      (
        row,
      ) => html`<tr${row.loud && html` class="loud"`}><th scope="row">${row.head}</th><td class="s">${row.strip}</td>${row.figures.map(
        (figure) => html`<td>${figure}</td>`,
      )}</tr>
      `,
    )}</tbody></table>`,
  );
}

/** Labels nearer than this, in per cent, would touch on a narrow screen: the grid keeps its line, the axis leaves the label out. */
const LABELS_APART = 16;

function axis({ ticks }: Reach): Html {
  const labels = ticks.reduce<Reach['ticks'][number][]>((kept, tick) => {
    const last = kept.at(-1);
    return last && tick.at - last.at < LABELS_APART ? kept : kept.concat(tick);
  }, []);
  const anchor = (at: number) => (at < 3 ? 'start' : at > 97 ? 'end' : 'middle');
  return html`<svg class="axis" aria-hidden="true">${labels.map(
    ({ at, label }) => html`<text x="${across(at)}" y="11" text-anchor="${anchor(at)}">${label}</text>`,
  )}</svg>`;
}
