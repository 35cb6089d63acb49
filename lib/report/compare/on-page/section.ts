import type { RunRecord } from '../../../domain/run.ts';
import { choice } from '../../every-test/toolbar.ts';
import { atStart } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { section } from '../../parts.ts';
import { holdsOwn, OWN_RECORD } from './own-record.ts';

/** This run against another one, whose record the reader has: the page may ask the network for nothing. */
export function compareSection(run: RunRecord): Html {
  const own = holdsOwn(run);
  const files = own
    ? html`Choose another run’s <code>run.json</code>.`
    : html`Choose the <code>run.json</code> beside this page, because so many round medians do not fit into it, and that of another run.`;
  return section(
    'compare',
    'Compare',
    html`<p class="fine"><span class="given" hidden>${files} Files are read here and sent nowhere: this page can reach no network.</span>
    What changed between two runs, cell by cell, by how much and how sure, is also what <code>npm run compare -- A B</code> tells, where A and B
    are folders, files or addresses of <code>run.json</code>; several runs a side too.</p>
    <div class="comparing" data-run="${run.id}"${own && html` data-own="${OWN_RECORD}"`}>${form(run, own)}
    <p class="lede"><output aria-live="polite"></output></p><div class="drawn"></div></div>`,
  );
}

function form(run: RunRecord, own: boolean): Html {
  const file = (name: string, title: string) =>
    html`<label>${title} <input type="file" name="${name}" accept=".json,application/json" autocomplete="off"></label>
    `;
  const metrics = new Map(run.scenarios.flatMap((scenario) => scenario.metrics).map(({ name, title }) => [name, title]));
  const measured = [...metrics].filter(([name]) => run.cells.some((cell) => cell.metrics[name]));
  return html`<form class="bar" hidden aria-label="Runs to compare">${!own && file('own', 'This run’s run.json')}${file('other', 'Another run’s run.json')}${choice(
    'side',
    'What changed',
    [
      { value: 'b', label: 'from it (A) to this run (B)' },
      { value: 'a', label: 'from this run (A) to it (B)' },
    ],
  )}${choice('metric', 'By', [
    { value: '', label: 'the usual metric' },
    ...measured.map(([value, title]) => ({ value, label: atStart(title) })),
  ])}<label class="tick"><input type="checkbox" name="sure" autocomplete="off"> sure changes only</label></form>
  `;
}
