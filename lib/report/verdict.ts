import { fits } from '../domain/cell.ts';
import type { CellResult } from '../domain/run.ts';
import type { View } from '../domain/scenario.ts';
import { MIN_ROUNDS } from '../domain/statistics/median-interval.ts';
import { manyFailed } from './flags.ts';
import { inSentence, listed, number } from './format.ts';
import type { MetricRecord, Scope } from './scope.ts';
import { type Behind, type Place, type Standing, standings } from './standings.ts';

/**
 * Where a cell stands against the best of its row, one letter each, so that thousands of cells travel in little:
 * b best, t best by median only, s behind and shown to be, e no difference shown, f too few rounds, a alone in its row,
 * u another form, m most of it failed, o compared by another metric only, n not compared.
 */
export type Code = 'b' | 't' | 's' | 'e' | 'f' | 'a' | 'u' | 'm' | 'o' | 'n';

export interface Verdict {
  readonly code: Code;
  readonly behind?: Behind;
}

/** What each code says, in full and where there is little room; `#` stands for the factor. */
export function verdictWords(metric: MetricRecord, scope?: Scope): Readonly<Record<Code, readonly [string, string]>> {
  const { unit, better } = metric;
  const worse = unit === 'ms' || unit === 'B/s' ? 'slower' : better === 'lower' ? 'more' : 'less';
  return {
    b: ['best, sure', 'best'],
    t: ['~', '~'],
    s: [`#× ${worse}, sure`, '#×'],
    e: ['~', '~'],
    f: ['too few rounds', ''],
    a: ['nothing to compare', ''],
    u: ['not ranked: another form', 'not ranked'],
    m: ['not ranked: too many failures', 'not ranked'],
    o: [(scope && elsewhere(scope, metric)) ?? 'not compared by this metric', ''],
    n: ['not compared', ''],
  };
}

/** The verdict as it is read: `1.43× slower, sure`, `~`, `too few rounds`. */
export function verdictText(scope: Scope, metric: MetricRecord, { code, behind }: Verdict, short = false): string {
  return verdictWords(metric, scope)[code][short ? 1 : 0].replace('#', number(behind?.factor));
}

type Ranking = Extract<View, { kind: 'ranking' }>;

const rankingsOf = ({ scenario }: Scope, metric: string): readonly Ranking[] =>
  scenario.views.filter((view): view is Ranking => view.kind === 'ranking' && view.metric === metric);

/** A metric that is ranked for some cells only is compared for no others. */
function isElsewhere(scope: Scope, metric: string, { axes }: CellResult): boolean {
  const rankings = rankingsOf(scope, metric);
  return rankings.length > 0 && !rankings.some(({ where }) => fits(axes, where));
}

/** `put: see total time`: whose cells this metric does not compare, and the first metric that compares all. */
function elsewhere(scope: Scope, metric: MetricRecord): string | undefined {
  const shown = new Set(scope.scenario.views.map((view) => view.metric));
  const other = scope.scenario.metrics.find(
    ({ name }) => shown.has(name) && rankingsOf(scope, name).every(({ where }) => where === undefined),
  );
  if (!other) return undefined;
  const [where] = rankingsOf(scope, metric.name).map((view) => Object.entries(view.where ?? {}));
  const [only, ...more] = where ?? [];
  const others = only && more.length === 0 ? scope.values(only[0]).filter((value) => value !== only[1]) : [];
  const whose = others.length > 0 && only ? `${listed(others.map((value) => scope.label(only[0], value)))}: ` : '';
  return `${whose}see ${inSentence(other.title)}`;
}

function codeOf(scope: Scope, metric: string, row: Standing, place: Place): Code {
  const { behind, cell } = place;
  if (behind) return ({ behind: 's', ahead: 'e', '~': 'e', none: 'f' } as const)[behind.verdict];
  if (place === row.places[0]) {
    if (row.outcome === 'leader') return 'b';
    if (row.outcome === 'tie') return 't';
    if (row.outcome === 'alone') return 'a';
  }
  if (cell.form !== undefined) return 'u';
  if (manyFailed(cell)) return 'm';
  if (isElsewhere(scope, metric, cell)) return 'o';
  return cell.rounds < MIN_ROUNDS && scope.run.rounds.done < MIN_ROUNDS ? 'f' : 'n';
}

type Verdicts = ReadonlyMap<string, Verdict>;

/** Asked for by map, table and pack of one page: made once for each. */
const known = new WeakMap<Scope, Map<string, Verdicts>>();

/** Every cell's verdict along one axis, by cell id; empty where no cell was compared along it. */
export function verdictsOf(scope: Scope, metric: MetricRecord, compare: string): Verdicts {
  const own = known.get(scope) ?? new Map<string, Verdicts>();
  known.set(scope, own);
  const key = `${metric.name}\u0000${compare}`;
  const found = own.get(key) ?? makeVerdicts(scope, metric, compare);
  own.set(key, found);
  return found;
}

function makeVerdicts(scope: Scope, metric: MetricRecord, compare: string): Verdicts {
  const compared = scope.run.comparisons.some((each) => each.metric === metric.name && each.compare === compare);
  const few = scope.run.rounds.done < MIN_ROUNDS && compare === scope.scenario.compares[0];
  if (!compared && !few) return new Map();
  const rows = standings(scope, metric, compare);
  const found = new Map<string, Verdict>();
  for (const row of rows)
    for (const place of [...row.places, ...row.unranked])
      found.set(place.cell.id, { code: codeOf(scope, metric.name, row, place), ...(place.behind && { behind: place.behind }) });
  return found;
}
