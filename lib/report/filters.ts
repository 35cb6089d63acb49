import { atStart } from './format.ts';
import { type Html, html } from './html.ts';
import type { Scope } from './scope.ts';

/** Up to this many values are buttons, more are a list. */
const BUTTONS = 4;

/** Axes worth a filter: those that vary, apart from what is compared and the sizes, which the page lays out itself. */
function filterable(scopes: readonly Scope[]): Map<string, { title: string; values: Map<string, string> }> {
  const axes = new Map<string, { title: string; values: Map<string, string> }>();
  for (const scope of scopes) {
    const first = scope.scenario.compares[0];
    for (const name of scope.varying) {
      const axis = scope.axis(name);
      if (!axis || name === first || axis.unit === 'bytes') continue;
      const known = axes.get(name) ?? { title: atStart(axis.title), values: new Map<string, string>() };
      for (const value of scope.values(name)) known.values.set(encodeURIComponent(String(value)), scope.label(name, value));
      axes.set(name, known);
    }
  }
  return axes;
}

/** The filter bar. Hidden until the script that gives it meaning runs, and on paper. */
export function filters(scopes: readonly Scope[]): Html | false {
  const axes = filterable(scopes);
  if (axes.size === 0) return false;
  const controls = [...axes].map(([axis, { title, values }]) => {
    const name = encodeURIComponent(axis);
    const options = [['', 'all'] as const, ...values];
    if (values.size > BUTTONS) {
      return html`<label class="soft">${title} <select name="${name}">${options.map(([value, label]) => html`<option value="${value}">${label}</option>`)}</select></label>`;
    }
    const buttons = options.map(
      ([value, label]) =>
        html`<label><input type="radio" name="${name}" value="${value}"${value === '' && html` checked`}><span>${label}</span></label>`,
    );
    return html`<fieldset><legend>${title}</legend><div>${buttons}</div></fieldset>`;
  });
  return html`<form class="filters" hidden aria-label="Show only">${controls}<output aria-live="polite"></output></form>`;
}
