import type { CostLine, RunRecord } from '../../domain/run.ts';
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

const COMPARED = [
  { title: 'What', text: true },
  { title: 'unit', text: true },
  { title: 'estimated' },
  { title: 'used' },
  { title: 'estimated, USD' },
  { title: 'used, USD' },
  { title: 'price from', text: true },
  { title: 'as of', text: true },
] as const;

/** Estimate and use side by side, in the order of the estimate; what only one of them has keeps its line. */
function compared(estimated: readonly CostLine[], used: readonly CostLine[]): (readonly string[])[] {
  return [...new Set([...estimated, ...used].map(({ what }) => what))].map((what) => {
    const [before, after] = [estimated, used].map((lines) => lines.find((line) => line.what === what));
    const { unit, source, asOf } = (before ?? after) as CostLine;
    const each = (of: (line: CostLine) => string) => [before, after].map((line) => (line ? of(line) : '–'));
    return [what, unit, ...each(({ amount }) => number(amount)), ...each((line) => usd(line.usd)), source, asOf];
  });
}

/** Money, counted before the run and, where anything has a price, after it: every line with the source and the date of its price. */
export function cost({ estimate, cost: used }: RunRecord): Html {
  const rows = estimate.lines.map((line) => [line.what, number(line.amount), line.unit, usd(line.usd), line.source, line.asOf]);
  return section(
    'cost',
    'What it costs',
    facts([
      ['Estimated before the run', usd(estimate.usd)],
      ...(used ? [['Used, by the run’s own count', usd(used.usd)] as const] : []),
      ['Estimated time', duration(estimate.seconds)],
      ['Requests', count(estimate.requests)],
      ['Up', bytes(estimate.bytesUp)],
      ['Down', bytes(estimate.bytesDown)],
    ]),
    used
      ? table('Estimate and use', COMPARED, compared(estimate.lines, used.lines))
      : rows.length > 0
        ? table('Estimate', COLUMNS, rows)
        : html`<p class="none">Nothing in this run is billed by anyone.</p>`,
  );
}
