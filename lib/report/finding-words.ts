import type { AxisValue } from '../domain/cell.ts';
import { MIN_ROUNDS } from '../domain/statistics/median-interval.ts';
import type { Finding } from './finding.ts';
import { atStart, count, counted, inSentence, listed, number } from './format.ts';
import { type Child, type Html, html } from './html.ts';
import type { Split, SplitPart } from './leader-split.ts';
import type { MetricRecord, Scope } from './scope.ts';
import type { Factors } from './tally.ts';

/** A value's label, kept in one piece wherever a line is long enough for it. */
export function named(scope: Scope, axis: string, value: AxisValue | undefined, after = ''): Html {
  return html`<span class="v">${scope.label(axis, value)}${after}</span>`;
}

/** The finding as a headline: counts rows that were won, never adds different things up. */
export function headline(finding: Finding): Html {
  const { kind, scope, metric, compare, result } = finding;
  if (finding.split) return splitWords(finding, finding.split);
  const on = `on ${inSentence(metric.title)}`;
  const of = `of ${counted(result.rows, 'row')}`;
  const [first, second] = result.wins.map(([value, rows]) => [named(scope, compare, value), count(rows)] as const);
  switch (kind) {
    case 'winner':
      return html`${first?.[0]} leads ${on}${result.rows > 1 ? ` in all ${count(result.rows)} rows` : ''}`;
    case 'mostly':
      return html`${first?.[0]} leads ${on} in ${first?.[1]} ${of}`;
    case 'split':
      return html`No clear winner ${on}: ${first?.[0]} leads ${first?.[1]}${second && html`, ${second[0]} ${second[1]}`} ${of}`;
    case 'tie':
      return html`No clear winner ${on}: ${
        result.noVerdict === 0
          ? `no difference shown in ${result.rows > 1 ? `any ${of}` : 'the one row'}`
          : `no leader in any ${of}`
      }`;
    case 'no verdict':
      return html`${tooFew(scope) ? 'Too few rounds for a verdict' : 'Numbers, no verdict'} ${on}`;
    case 'nothing':
      return html`${atStart(metric.title)}: numbers, nothing to compare`;
  }
}

/** `Up to 100KB a leads on time to first byte in 34 of 35 rows, from 1MB b in 31 of 35`. */
function splitWords({ scope, metric, compare }: Finding, { axis, ordered, parts }: Split): Html {
  const title = inSentence(scope.axis(axis)?.title ?? axis);
  const where = ({ values }: SplitPart, i: number): string => {
    const labels = values.map((value) => scope.label(axis, value));
    const bare = ordered && scope.axis(axis)?.unit === undefined ? `${title} ` : '';
    if (!ordered) return `for ${title} ${listed(labels)}`;
    return i === 0 ? `up to ${bare}${labels.at(-1)}` : `from ${bare}${labels[0]}`;
  };
  const lines = parts.map((part, i): Child => {
    const of = `${part.led === part.rows && part.rows > 1 ? `all ${count(part.rows)}` : `${count(part.led)} of ${count(part.rows)}`}${i === 0 ? (part.rows === 1 ? ' row' : ' rows') : ''}`;
    const setting = i === 0 ? atStart(where(part, i)) : where(part, i);
    if (part.leader === 'tie')
      return `${setting} ${i === 0 ? `no difference is shown on ${inSentence(metric.title)}` : 'no difference is shown'} in ${of}`;
    return html`${setting} ${named(scope, compare, part.leader)} ${i === 0 ? `leads on ${inSentence(metric.title)} in` : 'leads'} ${of}`;
  });
  return html`${lines.map((line, i) => [i > 0 && ', ', line])}`;
}

/** What a row is, where a finding counts them: `A row is one setting: everything equal but the store.` */
export function rowWords({ scope, compare, result }: Finding): string {
  return result.rows > 1
    ? `A row is one setting, with everything equal but the ${inSentence(scope.axis(compare)?.title ?? compare)}. `
    : '';
}

/** Sizes of the differences with their uncertainty, and what the headline leaves out, in sentences. */
export function detail({ kind, scope, metric, compare, result, split }: Finding): Html {
  const { behind, within, wins, ties, noVerdict, fronts } = result;
  const [first, ...others] = wins;
  const named1 = (value: AxisValue | undefined, after = '') => named(scope, compare, value, after);
  const more = listedHtml(others.map(([value, rows]) => html`${named1(value)} leads ${count(rows)}`));
  const beside: Child[] = [
    split &&
      html`In all, ${named1(first?.[0])} leads ${count(first?.[1])} of ${counted(result.rows, 'row')}${others.length > 0 && html`, ${more}`}`,
    !split && kind !== 'split' && others.length > 0 && more,
    ties > 0 && kind !== 'tie' && counted(ties, 'row shows', 'rows show').concat(' no difference at the front (~)'),
    noVerdict > 0 && kind !== 'no verdict' && counted(noVerdict, 'row has', 'rows have').concat(' numbers and no verdict'),
  ].filter(Boolean);
  const [front] = fronts;
  return html`${
    behind && [
      kind === 'winner' ? 'The next best ' : html`Where ${named1(first?.[0])} leads, the next best `,
      behindWords(metric, behind),
      '. ',
    ]
  }${kind === 'tie' && within && `The first two are within a factor of ${range(number(within.least), number(within.most))} of each other${intervalWords(within)}. `}${
    kind === 'no verdict' && [
      tooFew(scope) && `A verdict needs ${MIN_ROUNDS} rounds, this run has ${count(scope.run.rounds.done)}. `,
      front && html`${named1(front[0])} had the best median in ${count(front[1])} of ${counted(result.rows, 'row')}. `,
    ]
  }${beside.length > 0 && [beside.map((part, i) => [i > 0 && '; ', part]), '. ']}`;
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
  const second = scope?.scenario.compares[1];
  const host = second !== undefined && only(second);
  return html`Numbers${whose && html` for ${whose}`}${whose && host && html` on ${host}`}${whose ? ':' : ','} nothing to compare`;
}

function tooFew({ run }: Scope): boolean {
  return run.rounds.done < MIN_ROUNDS;
}

const range = (low: string, high: string): string => (low === high ? low : `${low} to ${high}`);

function intervalWords({ low, high, least, most }: Factors): string {
  return ` (95 % ${least === most ? 'interval' : 'intervals'} ${number(low)}–${number(high)})`;
}

/** `needs 2.1 to 2.3 times as long (95 % intervals 1.98–2.39)`. */
function behindWords({ unit, better }: MetricRecord, factors: Factors): string {
  const span = range(number(factors.least), number(factors.most));
  const words =
    better === 'lower' ? `needs ${span} times as ${unit === 'ms' ? 'long' : 'much'}` : `is behind by a factor of ${span}`;
  return `${words}${intervalWords(factors)}`;
}

/** As `listed`, for markup. */
function listedHtml(parts: readonly Child[]): Child {
  return parts.map((part, i) => [i > 0 && (i === parts.length - 1 ? ' and ' : ', '), part]);
}
