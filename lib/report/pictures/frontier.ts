import { sizeLabel } from '../../domain/units.ts';
import { type CostAndSpeed, costAgainstSpeed } from '../../domain/workload/cost-against-speed.ts';
import { USUAL_WORKLOAD } from '../../domain/workload/demand.ts';
import { efficient } from '../../domain/workload/frontier.ts';
import type { RunPrices, UnitPrice } from '../../domain/workload/prices.ts';
import { atStart, count, counted, listed, quantity } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { firstSetting } from '../map/setting.ts';
import { chip, legend } from '../marks.ts';
import { figure, section, table } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import { drawFrontier, type Placed } from './frontier-chart.ts';
import { usdPer } from './frontier-figures.ts';

/** Prices depend on these; along every other axis a combination is drawn at the first map's value. */
const PRICED = ['store', 'host', 'site'];

/** Cost against speed, for runs that met anything with a price: what is worth its money, and what something else beats in both. */
export function frontier(scopes: readonly Scope[]): Html | false {
  const pictures = scopes.flatMap((scope) => {
    const points = pointsOf(scope);
    return points.length > 0 && scope.run.prices ? [picture(scope, points, scope.run.prices)] : [];
  });
  return pictures.length > 0 && section('worth', 'Cost against speed', pictures);
}

function pointsOf(scope: Scope): readonly CostAndSpeed[] {
  const chosen = Object.entries(firstSetting(scope)?.chosen ?? {}).filter(([name]) => !PRICED.includes(name));
  // What costs nothing has no place on a logarithmic scale.
  const all = costAgainstSpeed(scope.run, scope.scenario).filter(({ usdPerGb }) => usdPerGb > 0);
  const own = all.filter(({ axes }) => chosen.every(([name, value]) => axes[name] === undefined || axes[name] === value));
  const shown = own.length > 0 ? own : all;
  const best = new Set(efficient(shown, ({ usdPerGb, bytesPerSecond }) => [usdPerGb, 1 / bytesPerSecond]));
  return shown.map((point) => ({ ...point, efficient: best.has(point) }));
}

function picture(scope: Scope, points: readonly CostAndSpeed[], prices: RunPrices): Html {
  const series = scope.scenario.compares[0] ?? 'store';
  const names = scope.varying.filter((name) => PRICED.includes(name));
  const name = ({ axes }: CostAndSpeed) => axesLabel(scope, axes, names) || String(axes[series]);
  const best = points.filter((point) => point.efficient).toSorted((a, b) => a.usdPerGb - b.usdPerGb);
  const numbered = new Map(best.map((point, i) => [point, i + 1]));
  const placed = points.map((point): Placed => ({ ...point, name: name(point), number: numbered.get(point) }));
  const rest = axesLabel(
    scope,
    points[0]?.axes ?? {},
    scope.varying.filter((axis) => !PRICED.includes(axis)),
  );
  const values = scope.values(series).filter((value) => points.some(({ axes }) => axes[series] === value));
  const rows = best.map((point, i) => [
    count(i + 1),
    chip(scope, series, point.axes[series] ?? ''),
    axesLabel(
      scope,
      point.axes,
      names.filter((axis) => axis !== series),
    ),
    usdPer(point.usdPerGb),
    usdPer(point.usdPerMillionRequests),
    quantity('B/s', point.bytesPerSecond),
  ]);
  const columns = [
    { title: 'No.' },
    { title: atStart(scope.axis(series)?.title ?? series), text: true },
    { title: 'Where', text: true },
    { title: 'USD per GB' },
    { title: 'USD per million requests' },
    { title: 'Speed' },
  ];
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}<p>${inWords(best, points.length, name)}</p>
    ${figure(
      html`${legend(scope, series, values)}<div class="panels even"><div class="panel">${drawFrontier(scope, series, placed)}</div><div class="panel">${table('The efficient ones', columns, rows)}</div></div>`,
      caption(rest, prices),
    )}`;
}

/** The frontier named: its cheap end, its fast end, and what stands between. */
function inWords(best: readonly CostAndSpeed[], all: number, name: (point: CostAndSpeed) => string): Child {
  const [cheapest, fastest] = [best[0], best.at(-1)];
  if (!cheapest || !fastest) return '';
  const figures = (point: CostAndSpeed) => `${usdPer(point.usdPerGb)} per GB at ${quantity('B/s', point.bytesPerSecond)}`;
  if (best.length === 1)
    return html`<b>${name(cheapest)} is both cheapest and fastest</b> of ${count(all)}: ${figures(cheapest)}.`;
  const between = best.slice(1, -1).map(name);
  const few =
    between.length > 3 ? `${between.slice(0, 3).join(', ')} and ${counted(between.length - 3, 'more', 'more')}` : listed(between);
  return html`<b>${count(best.length)} of ${count(all)} are worth their money:</b> from ${name(cheapest)} (${figures(cheapest)}), the cheapest, to ${name(fastest)}
    (${figures(fastest)}), the fastest${few && `, with ${few} between`}. For each of the others one of these is at least as cheap and at least as fast.`;
}

function caption(rest: string, prices: RunPrices): Child {
  const { storedGb, readGb, writtenGb, objectBytes } = USUAL_WORKLOAD;
  const days = [...new Set(datesOf(prices))].toSorted();
  const dated = days.length > 1 ? `${days[0]} to ${days.at(-1)}` : (days[0] ?? '');
  return html`A month of ${count(storedGb)} GB kept, ${count(readGb)} GB read and ${count(writtenGb)} GB written in objects of ${sizeLabel(objectBytes)}${rest && `, ${rest}`}: storage, requests,
    egress and compute over the GB moved, and speed as measured, one transfer after another; both scales are logarithmic. Numbered: efficient, nothing else is
    cheaper and at least as fast. Pale: something is. Medians decide, so that neighbours a few per cent apart may be equals. List prices of ${dated}, without free tiers and discounts.`;
}

function datesOf({ places, routes, hosts }: RunPrices): readonly string[] {
  const all: readonly (UnitPrice | undefined)[] = [
    ...places.flatMap(({ storage, read, write }) => [storage, read, write]),
    ...routes.flatMap(({ read, write }) => [read, write]),
    ...hosts.flatMap(({ hour, addressHour, gbSecond, calls }) => [hour, addressHour, gbSecond, calls]),
  ];
  return all.flatMap((price) => (price ? [price.asOf] : []));
}
