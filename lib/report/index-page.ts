import type { ListedRun } from '../domain/run-card.ts';
import { count, counted, duration, moment, usd } from './format.ts';
import { type Child, type Html, html, trusted } from './html.ts';
import { table } from './parts.ts';
import { PLAIN_POLICY } from './policy.ts';
import { STYLE } from './style.ts';

/** What lies beside all runs: the page of them, and one that always leads to the latest. */
export interface IndexPages {
  readonly index: string;
  readonly latest: string;
}

/** Says in a page that this program wrote it and may write it again. */
export const INDEX_MARK = '<meta name="generator" content="firstbyte index">';

/** The pages of all runs, given newest first. */
export function indexPages(runs: readonly ListedRun[]): IndexPages {
  return { index: indexPage(runs), latest: latestPage(runs[0]) };
}

function indexPage(runs: readonly ListedRun[]): string {
  const [latest] = runs;
  return document(
    'All runs',
    '',
    html`<main id="results"><p class="brand"><b>firstbyte</b> all runs, the latest first</p>
    <h1>${runs.length === 0 ? 'No run yet' : counted(runs.length, 'run')}</h1>
    ${latest && html`<p><a href="latest.html">The latest run</a> (this link always leads to it): ${moment(latest.startedAt)}</p>`}
    ${runs.length > 0 && runTable(runs)}</main>`,
  );
}

function runTable(runs: readonly ListedRun[]): Html {
  return table(
    'All runs',
    [
      { title: 'started', text: true },
      { title: 'finding', text: true, long: true },
      { title: 'preset', text: true },
      { title: 'status', text: true },
      { title: 'stores', text: true },
      { title: 'hosts' },
      { title: 'cells measured' },
      { title: 'timed samples' },
      { title: 'took' },
      { title: 'cost' },
      { title: 'run', text: true },
    ],
    runs.map((run) => [
      html`<a href="${run.page}">${moment(run.startedAt)}</a>`,
      run.finding && html`<span class="told">${run.finding}</span>`,
      run.preset,
      run.standIns ? `${run.status}, stand-ins` : run.status,
      (run.storeIds ?? run.stores).join(', '),
      count(run.hosts),
      count(run.measured),
      count(run.timed),
      duration(run.seconds),
      run.usd === undefined ? '' : run.usd === 0 ? 'nothing billed' : usd(run.usd),
      html`<code>${run.id}</code>`,
    ]),
  );
}

/** A browser follows it at once; who does not gets a link. */
function latestPage(latest: ListedRun | undefined): string {
  if (!latest) return document('The latest run', '', html`<main id="results"><h1>No run yet</h1></main>`);
  return document(
    'The latest run',
    html`<meta http-equiv="refresh" content="0; url=${latest.page}">`,
    html`<main id="results"><h1>The latest run</h1><p><a href="${latest.page}">${latest.id}</a>, ${moment(latest.startedAt)}</p></main>`,
  );
}

function document(title: string, head: Child, body: Html): string {
  const page = html`<!doctype html>
    <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">${trusted(INDEX_MARK)}
    <meta http-equiv="Content-Security-Policy" content="${PLAIN_POLICY}">
    ${head}<title>${title} · firstbyte</title><style>${trusted(STYLE)}</style></head>
    <body>${body}<footer><p class="fine">Nothing on this page is loaded from anywhere else.</p></footer></body></html>`;
  return `${page.text.trim()}\n`;
}
