import type { AxisValue } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import type { View } from '../../domain/scenario.ts';
import { flagLegend, flags } from '../flags.ts';
import { atStart, inSentence, listed, NOTHING, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { firstSetting } from '../map/setting.ts';
import { chip } from '../marks.ts';
import { matches } from '../panels.ts';
import { figure } from '../parts.ts';
import { axesLabel, type MetricRecord, type Scope } from '../scope.ts';
import { distance } from './distance.ts';
import { fillOf, phaseBar, phaseLegend } from './phase-bar.ts';
import { linearReach } from './reach.ts';
import { stripTable } from './strip.ts';

export type Phases = Extract<View, { kind: 'phases' }>;

/** What a time is made of, a bar for each series, at one host and place and for a few sizes: the way, the handshake, the answer, the bytes. */
export function phasesView(scope: Scope, view: Phases): Html {
  const parts = view.parts.flatMap((name) => scope.metric(name) ?? []);
  const whole = scope.metric(view.metric);
  if (!whole || parts.length === 0) return html``;
  const has = (cell: CellResult) => matches(cell, view.where) && parts.some(({ name }) => cell.metrics[name] !== undefined);
  const cells = scope.cells.filter(has);
  if (cells.length === 0) return html``;
  const { fixed, left } = theFullest(scope, view, cells);
  const shown = cells.filter((cell) => matches(cell, fixed));
  const panels = shownAt(scope, view, shown);
  const kept = panels.flatMap(({ own }) => own);
  const where = axesLabel(
    scope,
    { ...view.where, ...fixed },
    scope.varying.filter((name) => name in fixed || name in view.where),
  );
  const beside = scope.metric(view.beside ?? '');
  const caption = html`Medians of each phase in ms${where && `, ${where}`}. The upright line is the median of the ${inSentence(whole.title)}; medians of
    phases need not add up to it exactly.${beside && ` ${atStart(beside.title)}: in no bar.`}${
      left.length > 0 && html` One ${listed(left)} of several is shown; the others are in <a href="#tests">Every test</a>.`
    }`;
  const bars = panels.map(({ title, own }) => panel(scope, view, { parts, whole, beside, title, own }));
  return html`<section class="view full"><h3>${view.title}</h3>${figure(html`${phaseLegend(scope, parts)}<div class="panels even">${bars}</div>`, caption)}
    ${flagLegend(kept)}${view.distance && distance(scope, view, cells)}</section>`;
}

interface Panel {
  readonly parts: readonly MetricRecord[];
  readonly whole: MetricRecord;
  readonly beside: MetricRecord | undefined;
  readonly title: string;
  readonly own: readonly CellResult[];
}

function panel(scope: Scope, view: Phases, { parts, whole, beside, title, own }: Panel): Html {
  const median = (cell: CellResult, { name }: MetricRecord) => cell.metrics[name]?.median;
  const sums = own.map((cell) => parts.reduce((sum, part) => sum + (median(cell, part) ?? 0), 0));
  const reach = linearReach(whole.unit, [...sums, ...own.flatMap((cell) => median(cell, whole) ?? [])]);
  const print = (value: number | undefined) => (value === undefined ? NOTHING : number(value / reach.divisor));
  const rows = own.map((cell) => {
    const values = parts.map((part) => ({ title: short(part), value: median(cell, part) ?? 0, fill: fillOf(scope, part) }));
    const name = scope.label(view.series, cell.axes[view.series]);
    const words = `${name}: ${values.map((each) => `${each.title} ${print(each.value)}`).join(', ')} ${reach.unit}`;
    return {
      head: html`${chip(scope, view.series, cell.axes[view.series] ?? '')}${flags(cell)}`,
      strip: phaseBar(words, reach, values, median(cell, whole)),
      figures: [
        ...parts.map((part) => print(median(cell, part))),
        html`<b>${print(median(cell, whole))}</b>`,
        ...(beside ? [html`<span class="soft">${print(median(cell, beside))}</span>`] : []),
      ],
    };
  });
  const figures = [...parts.map(short), 'all', ...(beside ? [beside.name] : [])];
  const titles = { head: atStart(scope.axis(view.series)?.title ?? view.series), strip: reach.unit, figures };
  return html`<div class="panel"><h4>${title}</h4>${stripTable(`${view.title}: ${title}`, titles, reach, rows)}</div>`;
}

/** Names of metrics are short words; their titles are sentences. */
export const short = ({ name }: MetricRecord): string => name;

/** Of every axis a bar has no place for, the value that the page's first map shows, or the one with most series: their bars stand beside each other. */
function theFullest(scope: Scope, view: Phases, cells: readonly CellResult[]) {
  const free = scope.varying.filter((name) => name !== view.x && name !== view.series && !(name in view.where));
  const chosen = firstSetting(scope)?.chosen ?? {};
  let rest = cells;
  const fixed: Record<string, AxisValue> = {};
  for (const name of free) {
    const series = (value: AxisValue) => {
      const own = rest.filter((cell) => cell.axes[name] === value);
      return new Set(own.map((cell) => cell.axes[view.series])).size * 1e6 + own.length;
    };
    const [fullest] = scope.values(name).toSorted((a, b) => series(b) - series(a));
    const mapped = chosen[name];
    const best = mapped !== undefined && series(mapped) > 0 ? mapped : fullest;
    if (best === undefined) continue;
    fixed[name] = best;
    rest = rest.filter((cell) => cell.axes[name] === best);
  }
  const left = free
    .filter((name) => new Set(cells.map((cell) => cell.axes[name])).size > 1)
    .map((name) => inSentence(scope.axis(name)?.title ?? name));
  return { fixed, left };
}

/** A panel for each wanted value of the view's axis, or for the nearest that was measured. */
function shownAt(scope: Scope, view: Phases, cells: readonly CellResult[]) {
  const present = scope.values(view.x).filter((value) => cells.some((cell) => cell.axes[view.x] === value));
  const gap = (a: AxisValue, b: AxisValue) => (a === b ? 0 : Math.abs(Math.log(Number(a) / Number(b))));
  const nearest = (wanted: AxisValue) => present.toSorted((a, b) => gap(a, wanted) - gap(b, wanted))[0];
  const wanted = [...new Set(view.at.flatMap((value) => nearest(value) ?? []))];
  return wanted.map((value) => ({
    title: axesLabel(scope, { [view.x]: value }, [view.x]),
    own: cells.filter((cell) => cell.axes[view.x] === value),
  }));
}
