import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeText, type Html, trusted, undisguised } from './html.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Tenths of a pixel are enough where marks stand: four times smaller than what the library prints. */
function rounded(markup: string): string {
  return markup
    .replace(
      / (d|points|transform|[xy][12]?|c[xy])="([^"]*)"/g,
      (_, name, value) => ` ${name}="${value.replace(/(\d\.\d)\d+(?!e?m)/g, '$1')}"`,
    )
    .replace(/ (?!aria-|d=)([a-z][\w:-]*)="(-?\d+\.\d\d)\d+"/gi, ' $1="$2"')
    .replaceAll(' />', '/>');
}

/** A plot as static SVG, drawn here and now: the page needs no library to show it. */
export function draw(name: string, options: Plot.PlotOptions): Html {
  const plot: { readonly outerHTML: string } = Plot.plot({ ...options, document, className: 'plot' });
  const markup = plot.outerHTML
    .replace(/<style>[\s\S]*?<\/style>/, '')
    // A label on a group without a role is forbidden: what a group is stays readable for tests and style sheets.
    .replace(/<g([^>]*?) aria-label="/g, '<g$1 data-mark="')
    .replace(/^<svg /, `<svg role="img" aria-label="${escapeText(name)}" `);
  return trusted(undisguised(rounded(markup)));
}
