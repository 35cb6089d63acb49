import type { RunRecord } from '../../domain/run.ts';
import { count, moment } from '../format.ts';
import { type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';

/** Proof that everything the run made is gone: what a last look found, by kind. Names stay private. */
export function removal({ teardown }: RunRecord): Html {
  if (!teardown) {
    return section(
      'removal',
      'Removal',
      html`<p>This page was written before the teardown had ended: it holds no proof of removal.</p>`,
    );
  }
  const rows = Object.entries(teardown.left).map(([kind, left]) => [kind, count(left)]);
  return section(
    'removal',
    'Removal',
    html`<p class="proof"><b>${count(teardown.total)} left</b> <span class="soft">after everything was removed, asked of the services themselves, ${moment(teardown.at)}</span></p>`,
    rows.length > 0 && table('Left after removal', [{ title: 'Kind', text: true }, { title: 'left' }], rows),
    teardown.problems.length > 0 &&
      html`<h3>What could not be removed or listed</h3><ul>${teardown.problems.map((line) => html`<li>${line}</li>`)}</ul>`,
  );
}
