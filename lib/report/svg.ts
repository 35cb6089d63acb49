import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeText, type Html, trusted, undisguised } from './html.ts';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

/** Hundredths of a pixel are enough on any screen, and three times smaller than what the library prints. */
function rounded(markup: string): string {
  return markup.replace(
    / (?!aria-)([a-z][\w:-]*)="([^"]*)"/gi,
    (_, name, value) => ` ${name}="${value.replace(/(\d\.\d\d)\d+/g, '$1')}"`,
  );
}

/** A plot as static SVG, drawn here and now: the page needs no library to show it. */
export function draw(name: string, options: Plot.PlotOptions): Html {
  const plot: { readonly outerHTML: string } = Plot.plot({ ...options, document, className: 'plot' });
  const markup = plot.outerHTML
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/^<svg /, `<svg role="img" aria-label="${escapeText(name)}" `);
  return trusted(undisguised(rounded(markup)));
}
