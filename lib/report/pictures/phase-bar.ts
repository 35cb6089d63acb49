import { type Html, html } from '../html.ts';
import type { MetricRecord, Scope } from '../scope.ts';
import type { Reach } from './reach.ts';
import { across, strip } from './strip.ts';

/** Fills in the order of the parts. Each second one has a texture, so that neighbours differ without colour. */
const FILLS = ['w0', 'hatch', 'w2', 'dotted', 'w4'] as const;

/** The same part has the same fill in all bars of a page: its place among the parts of all of a scenario's views. */
export function fillOf(scope: Scope, part: MetricRecord): number {
  const parts = scope.scenario.views.flatMap((view) => (view.kind === 'phases' ? view.parts : []));
  return [...new Set(parts)].indexOf(part.name);
}

function fill(at: number, place: Html): Html {
  const kind = FILLS[at % FILLS.length] ?? FILLS[0];
  return kind.startsWith('w')
    ? html`<rect class="${`bar ${kind}`}" ${place}/>`
    : html`<rect class="bar" fill="url(#${kind})" ${place}/>`;
}

/** One stacked bar from zero, and the median of the whole as a line across it. */
export function phaseBar(
  name: string,
  reach: Reach,
  values: readonly { readonly value: number; readonly fill: number }[],
  whole: number | undefined,
): Html {
  let from = 0;
  const bars = values.map(({ value, fill: at }) => {
    const place = html`x="${across(reach.at(from))}" width="${across(reach.at(value))}" y="22%" height="56%"`;
    from += value;
    return value > 0 && fill(at, place);
  });
  const line =
    whole !== undefined &&
    html`<line class="whole" x1="${across(reach.at(whole))}" x2="${across(reach.at(whole))}" y1="8%" y2="92%"/>`;
  return strip(name, reach, [bars, line]);
}

/** What each fill means. The textures are defined here, once a legend: a page may show several. */
export function phaseLegend(scope: Scope, parts: readonly MetricRecord[]): Html {
  return html`<p class="legend">${parts.map(
    (part) =>
      html`<span><svg class="swatch" aria-hidden="true">${fill(fillOf(scope, part), html`x="0" y="0" width="100%" height="100%"`)}</svg>${part.title}</span>`,
  )}</p>`;
}

/** Hatches and dots in the page's own colours, to stand once before the first bar. */
export const TEXTURES = html`<svg class="hidden" aria-hidden="true"><defs>
  <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="tex" width="6" height="6"/><path d="M0 0V6" stroke-width="5"/></pattern>
  <pattern id="dotted" width="6" height="6" patternUnits="userSpaceOnUse"><rect class="tex" width="6" height="6"/><path d="M3 3h0" stroke-width="3" stroke-linecap="round"/></pattern>
  </defs></svg>`;
