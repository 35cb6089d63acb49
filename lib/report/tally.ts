import type { AxisValue } from '../domain/cell.ts';
import { counted, listed } from './format.ts';
import type { Scope } from './scope.ts';
import type { Standing } from './standings.ts';

/** How often who leads. Counts of rows, never a score: sizes of differences stand beside them. */
export interface Tally {
  /** Rows with at least two competitors. */
  readonly rows: number;
  readonly wins: readonly (readonly [AxisValue, number])[];
  readonly ties: number;
  readonly noVerdict: number;
  /** Smallest and largest factor by which the runner-up is behind the most frequent leader. */
  readonly factors?: readonly [number, number];
}

export function tally(standings: readonly Standing[]): Tally {
  const compared = standings.filter(({ outcome }) => outcome === 'leader' || outcome === 'tie' || outcome === 'no verdict');
  const wins = new Map<AxisValue, Standing[]>();
  for (const row of compared) {
    const value = row.front[0]?.value;
    if (row.outcome === 'leader' && value !== undefined) wins.set(value, [...(wins.get(value) ?? []), row]);
  }
  const ordered = [...wins].sort(([, a], [, b]) => b.length - a.length);
  const factors = (ordered[0]?.[1] ?? []).flatMap((row) => row.places[1]?.behind?.factor ?? []);
  return {
    rows: compared.length,
    wins: ordered.map(([value, rows]) => [value, rows.length]),
    ties: compared.filter((row) => row.outcome === 'tie').length,
    noVerdict: compared.filter((row) => row.outcome === 'no verdict').length,
    ...(factors.length > 0 && { factors: [Math.min(...factors), Math.max(...factors)] as const }),
  };
}

/** `a leads 5, b 2 of 8 rows; 1 shows no difference`. */
export function tallyWords(scope: Scope, compare: string, result: Tally): string {
  if (result.rows === 0) return 'nothing to compare';
  const leads = result.wins.map(([value, rows], i) => `${scope.label(compare, value)} ${i === 0 ? 'leads ' : ''}${rows}`);
  const parts = [
    leads.length > 0 && `${listed(leads)} of ${counted(result.rows, 'row')}`,
    result.ties > 0 && `${counted(result.ties, 'row ties', 'rows tie')} at the front (~)`,
    result.noVerdict > 0 && `${counted(result.noVerdict, 'row')} without a verdict`,
  ];
  return parts.filter(Boolean).join('; ');
}
