import { type AxisValue, fits } from '../domain/cell.ts';
import type { View } from '../domain/scenario.ts';
import { atStart, count, counted, inSentence, number } from './format.ts';
import { type Child, type Html, html } from './html.ts';
import type { MetricRecord, Scope } from './scope.ts';
import { standings } from './standings.ts';
import { type Tally, tally } from './tally.ts';

/** One ranking view's result in short. */
export interface Answer {
  readonly scope: Scope;
  readonly metric: MetricRecord;
  readonly compare: string;
  readonly result: Tally;
}

export function answersOf(scopes: readonly Scope[]): readonly Answer[] {
  const rankings = scopes.flatMap((scope) =>
    scope.scenario.views
      .filter((view): view is Extract<View, { kind: 'ranking' }> => view.kind === 'ranking')
      .map((view) => ({ scope, view })),
  );
  return rankings.flatMap(({ scope, view }) => {
    const metric = scope.metric(view.metric);
    // With one value on the compared axis there is no question, so there is no answer either.
    if (!metric || !scope.varying.includes(view.compare)) return [];
    if (!scope.cells.some(({ axes }) => fits(axes, view.where))) return [];
    return [{ scope, metric, compare: view.compare, result: tally(standings(scope, metric, view.compare, view.where)) }];
  });
}

/** The answer as a headline: counts rows that were won, never adds different things up. */
export function headline({ scope, metric, compare, result }: Answer): Html {
  const on = `on ${inSentence(metric.title)}`;
  const of = `of ${counted(result.rows, 'row')}`;
  const names = result.wins.map(([value, rows]) => [named(scope, compare, value), rows] as const);
  const [first, second] = names;
  if (result.rows === 0) return html`${atStart(metric.title)}: numbers, nothing to compare`;
  if (!first)
    return result.ties > 0
      ? html`No leader shown ${on}: ${count(result.ties)} ${of} tie at the front`
      : html`${atStart(metric.title)}: numbers, no verdict`;
  if (first[1] === result.rows)
    return html`${first[0]} leads ${on}${result.rows > 1 ? ` in all ${count(result.rows)} rows` : ''}`;
  if (first[1] * 2 > result.rows) return html`${first[0]} leads ${on} in ${count(first[1])} ${of}`;
  return html`No single leader ${on}: ${first[0]} leads ${first[1]}${second && html`, ${second[0]} ${second[1]}`} ${of}`;
}

/** The headline of a run in which no ranking has anything to compare: whose numbers they are, where one name says it. */
export function numbersOf(scopes: readonly Scope[]): Html {
  const [scope] = scopes;
  const compare = scope?.scenario.compares[0] ?? '';
  const only = (axis: string) => {
    const [value, ...others] = scopes.length === 1 ? (scope?.values(axis) ?? []) : [];
    return scope && value !== undefined && others.length === 0 && named(scope, axis, value);
  };
  const whose = only(compare);
  const host = compare !== 'host' && only('host');
  return html`Numbers${whose && html` for ${whose}`}${whose && host && html` on ${host}`}${whose ? ':' : ','} nothing to compare`;
}

/** A value's label, kept in one piece wherever a line is long enough for it. */
function named(scope: Scope, axis: string, value: AxisValue | undefined, after = ''): Html {
  return html`<span class="v">${scope.label(axis, value)}${after}</span>`;
}

/** How often who is shown to lead, by how much, and how often nobody is. */
export function answerLine({ scope, metric, compare, result }: Answer): Html {
  const title = `${atStart(metric.title)}, by ${inSentence(scope.axis(compare)?.title ?? compare)}`;
  const leads = result.wins.map(([value, rows]) => named(scope, compare, value, ` ${rows}`));
  const range = result.factors?.map(number);
  const runnerUp =
    metric.better === 'lower'
      ? `the runner-up needs ${rangeWords(range)} times as much`
      : `it reaches ${rangeWords(range)} times the runner-up`;
  const words: Child[] = [
    leads.length > 0 && html`shown to lead, of ${counted(result.rows, 'row')}: <b>${listedHtml(leads)}</b>. `,
    range && html`Where ${named(scope, compare, result.wins[0]?.[0])} leads, ${runnerUp}. `,
    result.ties > 0 && `${counted(result.ties, 'row shows', 'rows show')} no difference at the front (~). `,
    result.noVerdict > 0 && `${counted(result.noVerdict, 'row has', 'rows have')} numbers and no verdict. `,
    result.rows === 0 && 'nothing to compare.',
  ];
  return html`<li><b>${title}:</b> ${words}</li>`;
}

/** As `listed`, for markup. */
function listedHtml(parts: readonly Html[]): Child {
  return parts.map((part, i) => [i > 0 && (i === parts.length - 1 ? ' and ' : ', '), part]);
}

function rangeWords(range: readonly string[] | undefined): string {
  if (!range) return '';
  return range[0] === range[1] ? `${range[0]}` : `${range[0]} to ${range[1]}`;
}
