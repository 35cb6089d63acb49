import type { Axes } from '../../domain/cell.ts';
import { sizeLabel } from '../../domain/units.ts';
import { type CostAndSpeed, costAgainstSpeed, leftOut, ranked } from '../../domain/workload/cost-against-speed.ts';
import { USUAL_WORKLOAD } from '../../domain/workload/demand.ts';
import type { RunPrices, UnitPrice } from '../../domain/workload/prices.ts';
import { count } from '../format.ts';
import { type Child, type Html, html } from '../html.ts';
import { firstSetting } from '../map/setting.ts';
import { legend } from '../marks.ts';
import { figure, section } from '../parts.ts';
import { axesLabel, type Scope } from '../scope.ts';
import { drawFrontier, type Placed } from './frontier-chart.ts';
import { allPoints, efficientTable } from './frontier-table.ts';
import { frontierWords, leftOutWords } from './frontier-words.ts';

/** Prices depend on these; along every other axis a combination is drawn at the first map's value. */
export const PRICED = ['store', 'host', 'site'];

/** Cost against speed, for runs that met anything with a price: what is worth its money, and what something else beats in both. */
export function frontier(scopes: readonly Scope[]): Html | false {
  const pictures = scopes.flatMap((scope) => {
    const points = pointsOf(scope);
    return points.length > 0 && scope.run.prices ? [picture(scope, points, scope.run.prices)] : [];
  });
  return pictures.length > 0 && section('worth', 'Cost against speed', pictures);
}

/** At the first map's value of every axis that no price depends on. */
function here(scope: Scope): (each: { readonly axes: Axes }) => boolean {
  const chosen = Object.entries(firstSetting(scope)?.chosen ?? {}).filter(([name]) => !PRICED.includes(name));
  return ({ axes }) => chosen.every(([name, value]) => axes[name] === undefined || axes[name] === value);
}

export function pointsOf(scope: Scope): readonly CostAndSpeed[] {
  const all = costAgainstSpeed(scope.run, scope.scenario);
  const own = all.filter(here(scope));
  return ranked(own.length > 0 ? own : all);
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
  const out = leftOut(scope.run, scope.scenario);
  const own = points.every(here(scope)) ? out.filter(here(scope)) : out;
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}<p>${frontierWords(points, best, name)} ${leftOutWords(scope, series, points.length, own)}</p>
    ${figure(
      html`${legend(scope, series, values)}<div class="panels even"><div class="panel">${drawFrontier(scope, series, placed)}</div><div class="panel">${efficientTable(scope, series, placed)}</div></div>`,
      caption(rest, prices),
    )}${allPoints(scope, series, placed)}`;
}

function caption(rest: string, prices: RunPrices): Child {
  const { storedGb, readGb, writtenGb, objectBytes } = USUAL_WORKLOAD;
  const days = [...new Set(datesOf(prices))].toSorted();
  const dated = days.length > 1 ? `${days[0]} to ${days.at(-1)}` : (days[0] ?? '');
  return html`A month of ${count(storedGb)} GB kept, ${count(readGb)} GB read and ${count(writtenGb)} GB written in objects of ${sizeLabel(objectBytes)}${rest && `, ${rest}`}: storage, requests,
    egress and compute over the GB moved, and speed as measured, one transfer after another; both scales are logarithmic. Numbered: efficient by medians, nothing else is
    cheaper and at least as fast. Pale: beaten, beyond the intervals of both. Full without a number: ~, not shown to be beaten. List prices of ${dated}, without free tiers and discounts.`;
}

function datesOf({ places, routes, hosts }: RunPrices): readonly string[] {
  const all: readonly (UnitPrice | undefined)[] = [
    ...places.flatMap(({ storage, read, write }) => [storage, read, write]),
    ...routes.flatMap(({ read, write }) => [read, write]),
    ...hosts.flatMap(({ hour, addressHour, gbSecond, calls }) => [hour, addressHour, gbSecond, calls]),
  ];
  return all.flatMap((price) => (price ? [price.asOf] : []));
}
