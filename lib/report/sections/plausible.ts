import type { CellResult, Plausible } from '../../domain/run.ts';
import { isPlausible } from '../flags.ts';
import { count, counted, given, NOTHING, number, quantity, scaleFor } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { section, table } from '../parts.ts';
import { axesLabel, cellLabel, type MetricRecord, type Scope } from '../scope.ts';

interface Held {
  readonly scope: Scope;
  readonly cell: CellResult;
  readonly band: Plausible;
  readonly metric: MetricRecord;
  readonly median: number;
  readonly inside: boolean;
}

/** More cells than this are counted by band; those outside are still listed one by one, up to as many. */
const LISTED = 40;

const BY_CELL = [
  { title: 'Cell', text: true },
  { title: 'metric', text: true },
  { title: 'measured median' },
  { title: 'published figures let expect' },
  { title: 'verdict', text: true },
  { title: 'published by', text: true },
  { title: 'as of', text: true },
] as const;

const BY_BAND = [
  { title: 'Cells of', text: true },
  { title: 'metric', text: true },
  { title: 'cells' },
  { title: 'measured medians' },
  { title: 'published figures let expect' },
  { title: 'outside' },
  { title: 'published by', text: true },
  { title: 'as of', text: true },
] as const;

/** Medians against what others have published of the same: outside is marked and shown, never hidden and no error by itself. */
export function plausible(scopes: readonly Scope[]): Html | false {
  const held = scopes.flatMap((scope) => scope.cells.flatMap((cell) => heldOf(scope, cell)));
  if (held.length === 0) return false;
  const outside = held.filter(({ inside }) => !inside);
  const few = held.length <= LISTED;
  const listed = few ? [...outside, ...held.filter(({ inside }) => inside)] : outside.slice(0, LISTED);
  return section(
    'plausible',
    'Plausible?',
    html`<p><b>${count(outside.length)} of ${counted(held.length, 'cell')} with a published counterpart ${outside.length === 1 ? 'lies outside its band' : 'lie outside their bands'}.</b> Others
      measured elsewhere, at another time and with another client: the bands are wide, and a median outside (§) is a reason to look, not an error.
      Cells without a counterpart have no verdict here.</p>`,
    listed.length > 0 && table('Cells against published figures', BY_CELL, listed.map(cellRow)),
    listed.length < outside.length &&
      html`<p class="fine">The other ${count(outside.length - listed.length)} outside are in <a href="run.json">run.json</a>, each with its band.</p>`,
    !few && table('Cells against published figures, by band', BY_BAND, byBand(held)),
  );
}

function heldOf(scope: Scope, cell: CellResult): readonly Held[] {
  const band = cell.plausible;
  const metric = band && scope.metric(band.metric);
  const median = band && cell.metrics[band.metric]?.median;
  const inside = isPlausible(cell);
  if (!metric || median === undefined || inside === undefined) return [];
  return [{ scope, cell, band, metric, median, inside }];
}

function cellRow({ scope, cell, band, metric, median, inside }: Held): readonly Child[] {
  const verdict = inside ? 'inside' : html`<b>outside: ${median < band.low ? 'below' : 'above'}</b>`;
  const label = html`${cellLabel(scope, cell)}${!inside && html`<sup>§</sup>`}`;
  return [label, metric.title, quantity(metric.unit, median), bandText(metric, band), verdict, publishedBy(band), band.asOf];
}

function byBand(held: readonly Held[]): readonly (readonly Child[])[] {
  const groups = Map.groupBy(held, ({ scope, cell, band }) =>
    JSON.stringify([scope.scenario.id, cell.axes[scope.scenario.compares[0] ?? ''], band]),
  );
  const outsideOf = (group: readonly Held[]) => group.filter(({ inside }) => !inside).length;
  return [...groups.values()]
    .toSorted((a, b) => outsideOf(b) - outsideOf(a))
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const { metric, band } = first;
      const medians = group.map(({ median }) => median);
      const [least, most] = [Math.min(...medians), Math.max(...medians)];
      const outside = outsideOf(group);
      return [
        [
          shared(first, group) || 'all',
          metric.title,
          count(group.length),
          rangeText(metric, least, most, number),
          bandText(metric, band),
          outside > 0 ? html`<b>${count(outside)}</b>` : '0',
          publishedBy(band),
          band.asOf,
        ],
      ];
    });
}

/** The values that all cells of a group have in common, along axes that vary in the run. */
function shared({ scope, cell }: Held, group: readonly Held[]): string {
  const names = scope.varying.filter((name) => group.every((each) => each.cell.axes[name] === cell.axes[name]));
  return axesLabel(scope, cell.axes, names);
}

const bandText = (metric: MetricRecord, { low, high }: Plausible): string => rangeText(metric, low, high, given);

function rangeText({ unit }: MetricRecord, low: number, high: number, print: (value: number) => string): string {
  const { label, divisor } = scaleFor(unit, high);
  const [from, to] = [print(low / divisor), print(high / divisor)];
  return `${from === to ? from : `${from} – ${to}`} ${label}`;
}

/** A link only where it is one: a record may come from anywhere. */
function publishedBy({ source, link }: Plausible): Child {
  if (source === '') return NOTHING;
  return /^https:\/\/[^\s"'<>]+$/.test(link) ? html`<a href="${link}" rel="noreferrer">${source}</a>` : source;
}
