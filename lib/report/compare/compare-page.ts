import type { RunRecord } from '../../domain/run.ts';
import type { CellChange, RunComparison } from '../../domain/run-comparison.ts';
import { counted, percent } from '../format.ts';
import { type Html, html, trusted } from '../html.ts';
import { facts, section, table } from '../parts.ts';
import { PLAIN_POLICY } from '../policy.ts';
import { STYLE } from '../style.ts';
import { agreements } from './agreements.ts';
import { cellNames } from './cell-names.ts';
import { CHANGE_COLUMNS, changeRows } from './change-rows.ts';
import { finding, methodOf, reasonsOf, runWords, tallyOf } from './words.ts';

export interface ComparePage {
  readonly a: readonly RunRecord[];
  readonly b: readonly RunRecord[];
  readonly comparison: RunComparison;
  /** Share beyond which a change was asked to fail. */
  readonly limit: number | undefined;
}

/** A comparison of runs as one self-contained page without a script: nothing is loaded from anywhere. */
export function comparePage({ a, b, comparison, limit }: ComparePage): string {
  const { changes, notCompared, caveats } = comparison;
  const sure = changes.filter(({ verdict }) => verdict !== '~');
  const unsure = changes.filter(({ verdict }) => verdict === '~');
  const { beyond } = tallyOf(comparison);
  const name = cellNames(comparison);
  const agreeing = agreements(comparison);
  const page: Html = html`<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
    <meta http-equiv="Content-Security-Policy" content="${PLAIN_POLICY}">
    <title>Two sides compared: ${names(a)} and ${names(b)}</title><style>${trusted(STYLE)}</style></head>
    <body><main id="results"><p class="brand"><b>firstbyte</b> what changed from A to B</p>
    <h1>${finding(comparison)}</h1>
    ${agreeing.length > 0 && html`<ul class="answers">${agreeing.map((line) => html`<li>${line}</li>`)}</ul>`}
    ${limit !== undefined && html`<p class="banner ${beyond > 0 ? 'loud' : 'calm'}">${counted(beyond, 'figure is', 'figures are')} surely slower by more than ${percent(limit)}.</p>`}
    ${facts([...a.map((run) => ['A', runFacts(run)] as const), ...b.map((run) => ['B', runFacts(run)] as const)])}
    ${sure.length > 0 && section('changes', 'Sure changes', changeTable('Sure changes', sure, name))}
    ${unsure.length > 0 && section('unsure', 'No sure difference', html`<details><summary>${counted(unsure.length, 'figure')}</summary>${changeTable('No sure difference', unsure, name)}</details>`)}
    ${notCompared.length > 0 && section('not-compared', 'Not compared', reasons(comparison))}
    ${section('caveats', 'Before you conclude', html`<ul>${[...caveats, ...methodOf(comparison)].map((line) => html`<li>${line}</li>`)}</ul>`)}
    </main><footer><p class="fine">Nothing on this page is loaded from anywhere else.</p></footer></body></html>`;
  return `${page.text.trim()}\n`;
}

const names = (runs: readonly RunRecord[]) => runs.map(({ id }) => id).join(', ');

function runFacts(run: RunRecord): Html {
  const [when, what] = runWords(run);
  return html`<code>${run.id}</code><br>${when}<br>${what}`;
}

const changeTable = (title: string, changes: readonly CellChange[], name: (id: string) => string): Html =>
  table(title, CHANGE_COLUMNS, changeRows(changes, name));

function reasons(comparison: RunComparison): Html {
  const name = cellNames(comparison);
  return html`${reasonsOf(comparison.notCompared).map(
    ([reason, cells]) => html`<details><summary>${counted(cells.length, 'cell')}: ${reason}</summary>
    <ul>${cells.map(({ cell, metric, detail }) => html`<li>${name(cell)}${metric && ` ${metric}`}${detail && `: ${detail}`}</li>`)}</ul></details>`,
  )}`;
}
