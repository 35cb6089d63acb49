import type { RunRecord } from '../../domain/run.ts';
import { MIN_ROUNDS } from '../../domain/statistics/median-interval.ts';
import { type Html, html } from '../html.ts';
import { section } from '../parts.ts';
import { powerSentence } from '../power.ts';

/** The measuring rules every scenario shares, in plain words. */
const RULES: readonly (readonly [string, string])[] = [
  [
    'The round is the unit',
    'A round visits every cell of a lane once, in a new seeded random order. Operations inside a round resemble each other, so differences and intervals are made from round medians, never from pooled operations.',
  ],
  [
    'Paired differences',
    `Two cells of a row are compared round by round: the mean of the logarithms of their ratios, with a t interval, adjusted by Holm over all pairs of the row. A verdict needs an adjusted p below 0.05 and a ratio of at least 1.05; everything else is printed as ~. Below ${MIN_ROUNDS} rounds there are numbers and no verdict.`,
  ],
  [
    'Every figure names its n',
    'n, min, max, median and mean are over all timed, successful operations of a cell. A percentile is printed only where n supports it: p90 from 100, p95 from 200, p99 from 1,000. Outliers are counted by Tukey’s fences and kept.',
  ],
  [
    'Warm-ups stay out',
    'Each block starts with operations that are marked as warm-ups, check the content and enter no statistic. New and reused connections are separate cells.',
  ],
  ['Failures count', 'Failures, throttling and timeouts are results with a count. There is no retry inside the clock.'],
  [
    'Nothing is subtracted',
    'The instrument’s own error and overhead stand beside the results. Where the client was the bottleneck, the cell says so.',
  ],
  [
    'The clock',
    'Requests are prepared and signed before the clock starts. The agent rehearses against itself until its code is compiled, and collects short-lived garbage between operations. Durations come from the monotonic clock.',
  ],
  [
    'What this does not show',
    'Objects were written shortly before they were read: cold reads are not measured. A run is a sample of its hours and of the machines it got. There is no overall score, because different settings do not add up.',
  ],
  [
    'Units',
    '1 KB = 1,000 bytes, 1 MB = 1,000,000 bytes. Times in milliseconds. Numbers are rounded to three digits here, and only here.',
  ],
];

/** How the numbers were made: the rules of the instrument, then what this run's plan adds. */
export function method(run: RunRecord): Html {
  return section(
    'method',
    'Method and limits',
    html`<dl class="rules">${RULES.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}
      <dt>Power</dt><dd>${powerSentence(run)}</dd></dl>`,
    run.method.length > 0 && html`<h3>In this run</h3><ul>${run.method.map((line) => html`<li>${line}</li>`)}</ul>`,
  );
}
