import { type Html, html } from '../html.ts';
import type { CellColumns } from './cell-columns.ts';

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** A labelled choice. Its name is what the page's address calls it. */
export function choice(name: string, title: string, options: readonly Option[], chosen = ''): Html {
  return html`<label>${title} <select name="${name}" autocomplete="off">${options.map(
    ({ value, label }) => html`<option value="${value}"${value === chosen && html` selected`}>${label}</option>`,
  )}</select></label>
  `;
}

/** Values of an axis as options. */
export function axisOptions({ values, labels }: CellColumns['axes'][number]): readonly Option[] {
  return values.map((value, i) => ({ value, label: labels[i] ?? value }));
}

/** Filters for every axis that varies, and the metric. Hidden until the script that gives it meaning runs, and on paper. */
export function toolbar(columns: CellColumns, metrics: readonly Option[]): Html {
  return html`<form class="bar" hidden aria-label="Which tests, in which metric">${choice('metric', 'Metric', metrics)}${columns.axes.map(
    (axis) => choice(`is-${axis.name}`, axis.title, [{ value: '', label: 'all' }, ...axisOptions(axis)]),
  )}<button type="reset">Reset</button></form>
  `;
}
