import type { CostAndSpeed, LeftOut, Unplaced } from '../../domain/workload/cost-against-speed.ts';
import { count, counted, listed, quantity } from '../format.ts';
import { type Child, html } from '../html.ts';
import type { Scope } from '../scope.ts';
import { usdPer } from './frontier-figures.ts';

/** The frontier named: its cheap end, its fast end, what stands between, and how sure it is that the others are beaten. */
export function frontierWords(
  points: readonly CostAndSpeed[],
  best: readonly CostAndSpeed[],
  name: (point: CostAndSpeed) => string,
): Child {
  const [cheapest, fastest] = [best[0], best.at(-1)];
  if (!cheapest || !fastest) return '';
  const all = count(points.length);
  const figures = (point: CostAndSpeed) => `${usdPer(point.usdPerGb)} per GB at ${quantity('B/s', point.bytesPerSecond)}`;
  if (best.length === 1)
    return html`<b>By medians ${name(cheapest)} is both cheapest and fastest</b> of ${all}: ${figures(cheapest)}.${others(points)}`;
  const between = best.slice(1, -1).map(name);
  const few =
    between.length > 3 ? `${between.slice(0, 3).join(', ')} and ${counted(between.length - 3, 'more', 'more')}` : listed(between);
  return html`<b>${count(best.length)} of ${all} are efficient by medians:</b> from ${name(cheapest)} (${figures(cheapest)}), the cheapest, to ${name(fastest)}
    (${figures(fastest)}), the fastest${few && `, with ${few} between`}.${others(points)}`;
}

function others(points: readonly CostAndSpeed[]): string {
  const rest = points.filter(({ efficient }) => !efficient);
  const beaten = rest.filter((point) => point.beaten).length;
  const open = rest.length - beaten;
  if (rest.length === 0) return '';
  const parts = [
    beaten > 0 &&
      `${count(beaten)} ${beaten === 1 ? 'is' : 'are'} beaten, something being as cheap and as fast beyond the intervals of both`,
    open > 0 && `${count(open)} ${open === 1 ? 'is' : 'are'} not shown to be beaten (~)`,
  ];
  return ` Of the others ${parts.filter((part) => part !== false).join('; ')}.`;
}

const WHY: Readonly<Record<Unplaced, string>> = {
  'not measured': 'not measured at this size',
  'no known price': 'without a known price',
  'another form': 'made of many items, never ranked against single objects',
  'not allowed': 'reading more than their provider allows',
  free: 'that cost nothing',
};

/** How many combinations of the same setting have no place, which and why. */
export function leftOutWords(scope: Scope, series: string, placed: number, out: readonly LeftOut[]): string {
  if (out.length === 0) return '';
  const reasons = [...Map.groupBy(out, ({ why }) => why)].map(([why, own]) => {
    const values = scope.values(series).filter((value) => own.some(({ axes }) => axes[series] === value));
    return `${count(own.length)} ${WHY[why]} (${listed(values.map((value) => scope.label(series, value)))})`;
  });
  return `Left out: ${count(out.length)} of ${counted(placed + out.length, 'combination')}: ${reasons.join('; ')}.`;
}
