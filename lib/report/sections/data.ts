import type { RunRecord } from '../../domain/run.ts';
import { bytes, count } from '../format.ts';
import { type Html, html } from '../html.ts';
import { section } from '../parts.ts';

/** What the files beside a page are; one this page does not know is named without a remark. */
const FILES: Readonly<Record<string, string>> = {
  'samples.ndjson.gz': 'every operation as JSON, one a line',
  'samples.csv.gz': 'the same as a table (CSV)',
};

/** The record and the samples beside the page, and what is needed to repeat the run. */
export function data(run: RunRecord): Html {
  const files: NonNullable<RunRecord['files']> | readonly { readonly name: string; readonly bytes?: undefined }[] = run.files ?? [
    { name: 'samples.ndjson.gz' },
  ];
  const { timed, warmups, failures, warmupFailures } = run.samples;
  return section(
    'data',
    'Data',
    html`<ul>
      <li><a href="run.json">run.json</a>: this page as a versioned record (v${run.v}), unrounded</li>
      ${files.map(
        ({ name, bytes: length }) =>
          html`<li><a href="${encodeURIComponent(name)}">${name}</a>${length !== undefined && ` (${bytes(length)})`}${FILES[name] && `: ${FILES[name]}`}</li>
          `,
      )}
    </ul>
    <p>${count(timed)} timed operations and ${count(warmups)} warm-ups that succeeded, ${count(failures + warmupFailures)} that failed. Identifiers and addresses of the user’s own are left out.</p>
    <p class="fine">Run <code>${run.id}</code> · preset <code>${run.preset}</code> · seed <code>${run.seed}</code> · firstbyte <code>${run.firstbyte}</code> · started <code>${run.startedAt}</code> · ended <code>${run.endedAt}</code></p>`,
  );
}
