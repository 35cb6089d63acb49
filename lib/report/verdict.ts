import { MIN_ROUNDS } from '../domain/statistics/median-interval.ts';
import { manyFailed } from './flags.ts';
import { number } from './format.ts';
import type { MetricRecord, Scope } from './scope.ts';
import { type Behind, type Place, type Standing, standings } from './standings.ts';

/**
 * Where a cell stands against the best of its row, one letter each, so that thousands of cells travel in little:
 * b best, t best by median only, s behind and shown to be, e no difference shown, f too few rounds, a alone in its row,
 * u another form, m most of it failed, n not compared.
 */
export type Code = 'b' | 't' | 's' | 'e' | 'f' | 'a' | 'u' | 'm' | 'n';

export interface Verdict {
  readonly code: Code;
  readonly behind?: Behind;
}

/** What each code says, in full and where there is little room; `#` stands for the factor. */
export function verdictWords({ unit, better }: MetricRecord): Readonly<Record<Code, readonly [string, string]>> {
  const worse = unit === 'ms' || unit === 'B/s' ? 'slower' : better === 'lower' ? 'more' : 'less';
  return {
    b: ['best, sure', 'best'],
    t: ['~', '~'],
    s: [`#× ${worse}, sure`, '#×'],
    e: ['~', '~'],
    f: ['too few rounds', ''],
    a: ['nothing to compare', ''],
    u: ['not ranked: another form', ''],
    m: ['not ranked: too many failures', ''],
    n: ['not compared', ''],
  };
}

/** The verdict as it is read: `1.43× slower, sure`, `~`, `too few rounds`. */
export function verdictText(metric: MetricRecord, { code, behind }: Verdict, short = false): string {
  return verdictWords(metric)[code][short ? 1 : 0].replace('#', number(behind?.factor));
}

function codeOf(scope: Scope, row: Standing, place: Place): Code {
  const { behind, cell } = place;
  if (behind) return ({ behind: 's', ahead: 'e', '~': 'e', none: 'f' } as const)[behind.verdict];
  if (place === row.places[0]) {
    if (row.outcome === 'leader') return 'b';
    if (row.outcome === 'tie') return 't';
    if (row.outcome === 'alone') return 'a';
  }
  if (cell.form !== undefined) return 'u';
  if (manyFailed(cell)) return 'm';
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
      found.set(place.cell.id, { code: codeOf(scope, row, place), ...(place.behind && { behind: place.behind }) });
  return found;
}
