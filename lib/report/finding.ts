import { fits } from '../domain/cell.ts';
import type { View } from '../domain/scenario.ts';
import { MIN_ROUNDS } from '../domain/statistics/median-interval.ts';
import { type Split, splitOf } from './leader-split.ts';
import type { MetricRecord, Scope } from './scope.ts';
import { standings } from './standings.ts';
import { type Tally, tally } from './tally.ts';

/**
 * What one ranking says. `winner` leads every row, `mostly` more than half of them, `split` means several lead or few rows have a
 * leader, `tie` that no row has one, `no verdict` that nothing could be decided.
 */
export interface Finding {
  readonly kind: 'winner' | 'mostly' | 'split' | 'tie' | 'no verdict' | 'nothing';
  readonly scope: Scope;
  readonly metric: MetricRecord;
  readonly compare: string;
  readonly result: Tally;
  /** Where no one leads everywhere: the axis that tells who does. */
  readonly split?: Split;
}

function kindOf({ rows, wins, ties }: Tally): Finding['kind'] {
  const most = wins[0]?.[1] ?? 0;
  if (rows === 0) return 'nothing';
  if (most === rows) return 'winner';
  if (most * 2 > rows) return 'mostly';
  if (most > 0) return 'split';
  return ties > 0 ? 'tie' : 'no verdict';
}

/** A finding for each ranking of the run, in the scenarios' order. */
export function findingsOf(scopes: readonly Scope[]): readonly Finding[] {
  const rankings = scopes.flatMap((scope) =>
    scope.scenario.views
      .filter((view): view is Extract<View, { kind: 'ranking' }> => view.kind === 'ranking')
      .map((view) => ({ scope, view })),
  );
  return rankings.flatMap(({ scope, view }): Finding[] => {
    const metric = scope.metric(view.metric);
    // With one value on the compared axis there is no question, so there is no answer either.
    if (!metric || !scope.varying.includes(view.compare)) return [];
    if (!scope.cells.some(({ axes }) => fits(axes, view.where))) return [];
    const rows = standings(scope, metric, view.compare, view.where);
    const result = tally(rows);
    // Hosts are only compared where each has two instances or more: numbers that nobody compared are no finding.
    const compared = scope.run.comparisons.some((each) => each.metric === metric.name && each.compare === view.compare);
    if (!compared && scope.run.rounds.done >= MIN_ROUNDS) return [];
    const kind = kindOf(result);
    const split = kind === 'mostly' || kind === 'split' ? splitOf(scope, view.compare, rows) : undefined;
    return [{ kind, scope, metric, compare: view.compare, result, ...(split && { split }) }];
  });
}
