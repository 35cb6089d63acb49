import type { RunRecord } from '../../domain/run.ts';
import { count } from '../format.ts';
import { type Html, html } from '../html.ts';
import { section } from '../parts.ts';

/** The record beside the page, and what is needed to repeat the run. */
export function data(run: RunRecord): Html {
  return section(
    'data',
    'Data',
    html`<ul>
      <li><a href="run.json">run.json</a>: this page as a versioned record (v${run.v}), unrounded</li>
      <li><a href="samples.ndjson.gz">samples.ndjson.gz</a>: every operation, ${count(run.samples.timed)} timed and ${count(run.samples.warmups)} warm-ups, one a line</li>
    </ul>
    <p class="fine">Run <code>${run.id}</code> · preset <code>${run.preset}</code> · seed <code>${run.seed}</code> · firstbyte <code>${run.firstbyte}</code> · started <code>${run.startedAt}</code> · ended <code>${run.endedAt}</code></p>`,
  );
}
