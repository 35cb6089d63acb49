import type { RunRecord } from '../domain/run.ts';
import type { View } from '../domain/scenario.ts';
import { filters } from './filters.ts';
import { listed } from './format.ts';
import { type Child, type Html, html, trusted } from './html.ts';
import { section } from './parts.ts';
import { type Scope, scopeOf } from './scope.ts';
import { SCRIPT } from './script.ts';
import { breakdown } from './sections/breakdown.ts';
import { cost } from './sections/cost.ts';
import { data } from './sections/data.ts';
import { failures } from './sections/failures.ts';
import { gaps } from './sections/gaps.ts';
import { lanes } from './sections/lanes.ts';
import { method } from './sections/method.ts';
import { opening } from './sections/opening.ts';
import { parties } from './sections/parties.ts';
import { removal } from './sections/removal.ts';
import { truth } from './sections/truth.ts';
import { STYLE } from './style.ts';
import { renderView } from './views/view.ts';

/** Views are shown by kind, whatever order a scenario lists them in: answer, overview, shape, numbers. */
const ORDER: readonly (readonly [View['kind'], string, string])[] = [
  ['ranking', 'leaders', 'Who leads where'],
  ['heatmap', 'map', 'At a glance'],
  ['curves', 'curves', 'Curves'],
  ['table', 'tables', 'All numbers'],
];

function views(scopes: readonly Scope[]): readonly Child[] {
  return ORDER.map(([kind, id, title]) => {
    const own = scopes
      .flatMap((scope) => scope.scenario.views.filter((view) => view.kind === kind).map((view) => renderView(scope, view)))
      .filter(({ text }) => text !== '');
    return own.length > 0 && section(id, title, own);
  });
}

const LINKS = [
  ['leaders', 'Leaders'],
  ['map', 'At a glance'],
  ['curves', 'Curves'],
  ['tables', 'Numbers'],
  ['failures', 'Failures'],
  ['gaps', 'Not as asked'],
  ['instrument', 'Instrument'],
  ['truth', 'Given and measured'],
  ['method', 'Method'],
  ['cost', 'Cost'],
  ['removal', 'Removal'],
  ['data', 'Data'],
] as const;

/** Turns a run into one self-contained page: no request leaves it, and it reads in full without its script. */
export function renderReport(run: RunRecord): string {
  const scopes = run.scenarios.map((scenario) => scopeOf(run, scenario));
  const measured = run.cells.some((cell) => cell.n > 0);
  const body = html`${measured && [views(scopes), breakdown(scopes)]}${failures(run, scopes)}${gaps(scopes)}${lanes(run)}
    ${truth(scopes)}${parties(run)}${method(run)}${cost(run)}${removal(run)}${data(run)}`;
  const links = LINKS.filter(([id]) => body.text.includes(`<section id="${id}"`));
  const title = `${listed(run.scenarios.map((scenario) => scenario.title)) || 'firstbyte'}${run.standIns ? ': made with shaped stand-ins, not providers' : ''} · ${run.id}`;
  const page: Html = html`<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
    <title>${title}</title><style>${trusted(STYLE)}</style></head>
    <body><a class="skip" href="#results">Skip to the results</a>
    ${opening(run, scopes)}
    <nav aria-label="Sections">${links.map(([id, name]) => html`<a href="#${id}">${name}</a> `)}</nav>
    ${measured && filters(scopes)}
    <main id="results">${body}</main>
    <footer><p class="fine">Made by firstbyte ${run.firstbyte}. Nothing on this page is loaded from anywhere else.</p></footer>
    <script>${trusted(SCRIPT)}</script></body></html>`;
  return `${page.text.trim()}\n`;
}
