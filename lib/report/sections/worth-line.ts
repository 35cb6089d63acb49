import type { CostAndSpeed } from '../../domain/workload/cost-against-speed.ts';
import { quantity } from '../format.ts';
import { type Html, html } from '../html.ts';
import { PRICED, pointsOf } from '../pictures/frontier.ts';
import { usdPer } from '../pictures/frontier-figures.ts';
import { axesLabel, type Scope } from '../scope.ts';

/** The two ends of cost against speed, of the same points as their picture: cheapest for what it moves, and fastest, each with its price. */
export function worthLine(scopes: readonly Scope[]): readonly (Html | false)[] {
  return scopes.map((scope) => {
    const points = scope.run.prices ? pointsOf(scope).filter(({ efficient }) => efficient) : [];
    const sorted = points.toSorted((a, b) => a.usdPerGb - b.usdPerGb);
    const [cheapest, fastest] = [sorted[0], sorted.at(-1)];
    if (!cheapest || !fastest) return false;
    const varying = scope.varying.filter((name) => PRICED.includes(name));
    const words = ({ axes, usdPerGb, bytesPerSecond }: CostAndSpeed) =>
      html`<span class="v">${axesLabel(scope, axes, varying) || String(axes.store)}</span> (${usdPer(usdPerGb)} per GB, ${quantity('B/s', bytesPerSecond)})`;
    const ends =
      cheapest === fastest
        ? html`Cheapest and fastest: ${words(cheapest)}`
        : html`Cheapest: ${words(cheapest)}. Fastest: ${words(fastest)}`;
    return html`<p class="lede">${ends}, for <a href="#worth">a usual month</a> at list prices.</p>`;
  });
}
