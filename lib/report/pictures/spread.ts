import type { Histogram } from '../../domain/run.ts';
import { flagLegend, flags } from '../flags.ts';
import { atStart, count, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { markOf } from '../marks.ts';
import { figure, section } from '../parts.ts';
import type { Scope } from '../scope.ts';
import { type Headline, type HeadlineRow, headline } from './headline.ts';
import { logReach, type Reach } from './reach.ts';
import { across, put, stretched, strip, stripTable } from './strip.ts';

/** How the single operations of the first map's cells are spread: a median alone hides two humps and a long tail. */
export function spread(scopes: readonly Scope[]): Html | false {
  const pictures = scopes.flatMap((scope) => {
    const shown = headline(
      scope,
      (cell, { name }) => cell.metrics[name] !== undefined && cell.distributions?.[name] !== undefined,
    );
    return shown ? [picture(scope, shown)] : [];
  });
  return pictures.length > 0 && section('spread', 'How operations spread', pictures);
}

function picture(scope: Scope, { metric, setting, title, panels, share }: Headline): Html {
  const all = panels.flatMap(({ rows }) => rows);
  const ends = all.flatMap(({ cell }) => {
    const shape = cell.distributions?.[metric.name];
    return shape ? [shape.low, shape.high] : [];
  });
  const reach = logReach(metric.unit, ends);
  const percentiles = (['p95', 'p99'] as const).filter((name) =>
    all.some(({ cell }) => cell.metrics[metric.name]?.[name] !== undefined),
  );
  const row = (each: HeadlineRow) => {
    const summary = each.cell.metrics[metric.name];
    const print = (value: number | undefined) => number(value === undefined ? value : value / reach.divisor);
    return {
      head: html`${each.head}${flags(each.cell)}`,
      strip: shapeOf(scope, each, metric.name, reach),
      figures: [html`<b>${print(summary?.median)}</b>`, ...percentiles.map((name) => print(summary?.[name])), count(summary?.n)],
    };
  };
  const tables = panels.map(
    ({ title: panel, rows }) =>
      html`<div class="panel">${panel && html`<h3>${panel}</h3>`}${stripTable(
        `Spread: ${panel || metric.title}`,
        { head: atStart(title), strip: `${reach.unit}, logarithmic`, figures: ['median', ...percentiles, 'n'] },
        reach,
        rows.map(row),
      )}</div>`,
  );
  const marks = percentiles.length > 0 ? ` Shorter lines stand at ${percentiles.join(' and ')}, where n supports them.` : '';
  const caption = html`${atStart(metric.title)} in ${reach.unit}${setting && `, ${setting}`}: every timed operation, as a histogram between the least and the
    greatest, each as high as its own fullest bin and all on one logarithmic scale. The long line is the median.${marks}${
      share &&
      html` ${share} have their picture here, those of the <a href="#results">map above</a>; the others’ are in <a href="run.json">run.json</a>.`
    }`;
  return html`${scope.run.scenarios.length > 1 && html`<h3>${scope.scenario.title}</h3>`}
    ${figure(html`<div class="${panels.length > 1 ? 'panels even' : 'panels one'}">${tables}</div>`, caption)}${flagLegend(all.map(({ cell }) => cell))}`;
}

function shapeOf(scope: Scope, { cell, name }: HeadlineRow, metric: string, reach: Reach): Html {
  const [summary, shape] = [cell.metrics[metric], cell.distributions?.[metric]];
  if (!summary || !shape) return html``;
  const axis = scope.scenario.compares.find((each) => scope.varying.includes(each)) ?? scope.scenario.compares[0] ?? '';
  const { colour } = markOf(scope, axis, cell.axes[axis] ?? '');
  const tick = (value: number | undefined, from: string, kind: string) =>
    value !== undefined &&
    html`<line class="${kind}" x1="${across(reach.at(value))}" x2="${across(reach.at(value))}" y1="${from}" y2="100%"/>`;
  const print = (value: number) => number(value / reach.divisor);
  const words = `${name}: median ${print(summary.median)} ${reach.unit}, all from ${print(shape.low)} to ${print(shape.high)}, half of them in ${print(narrowest(shape)[0])} to ${print(narrowest(shape)[1])}`;
  return strip(words, reach, [
    stretched(
      reach.at(shape.low),
      reach.at(shape.high),
      shape.counts.length,
      html`<path class="shape" d="${outline(shape)}" fill="${colour}"/>`,
    ),
    tick(summary.p95, '40%', 'p'),
    tick(summary.p99, '60%', 'p'),
    tick(summary.median, '0', 'm'),
  ]);
}

/** Steps from bin to bin. What holds one operation among thousands still shows: a tail that cannot be seen is no tail to a reader. */
function outline({ counts }: Histogram): string {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  const top = (held: number) => put(held === 0 ? 100 : 96 - Math.round((held / most) * 92));
  return `M0 100${counts.map((held, i) => (i > 0 && top(held) === top(counts[i - 1] ?? 0) ? 'h1' : `V${top(held)}h1`)).join('')}V100z`;
}

/** The fewest neighbouring bins that hold half of all values. */
function narrowest({ low, high, counts }: Histogram): readonly [number, number] {
  const half = counts.reduce((a, b) => a + b, 0) / 2;
  let best: readonly [number, number] = [0, counts.length];
  for (let from = 0; from < counts.length; from++)
    for (let to = from + 1, held = 0; to <= counts.length; to++) {
      held += counts[to - 1] ?? 0;
      if (held < half) continue;
      if (to - from < best[1] - best[0]) best = [from, to];
      break;
    }
  const edge = (bin: number) => low * (high / low) ** (bin / counts.length);
  return [edge(best[0]), edge(best[1])];
}
