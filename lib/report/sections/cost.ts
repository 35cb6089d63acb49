import type { RunRecord } from '../../domain/run.ts';
import { bytes, count, duration, number, usd } from '../format.ts';
import { type Html, html } from '../html.ts';
import { facts, section, table } from '../parts.ts';

const COLUMNS = [
  { title: 'What', text: true },
  { title: 'amount' },
  { title: 'unit', text: true },
  { title: 'USD' },
  { title: 'price from', text: true },
  { title: 'as of', text: true },
] as const;

/** Money, counted before the run: every line with the source and the date of its price. */
export function cost({ estimate }: RunRecord): Html {
  const rows = estimate.lines.map((line) => [line.what, number(line.amount), line.unit, usd(line.usd), line.source, line.asOf]);
  return section(
    'cost',
    'What it costs',
    facts([
      ['Estimated before the run', usd(estimate.usd)],
      ['Estimated time', duration(estimate.seconds)],
      ['Requests', count(estimate.requests)],
      ['Up', bytes(estimate.bytesUp)],
      ['Down', bytes(estimate.bytesDown)],
    ]),
    rows.length > 0 ? table('Estimate', COLUMNS, rows) : html`<p class="none">Nothing in this run is billed by anyone.</p>`,
  );
}
