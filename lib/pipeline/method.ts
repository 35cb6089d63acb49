import type { Plan } from '../domain/plan.ts';
import type { ScenarioPlan } from '../domain/scenario.ts';

/** What a reader must know about how this very run was made, one sentence a line; general rules are the page's own. */
export function methodOf({ selection, lanes }: Plan, { method = [] }: Pick<ScenarioPlan, 'method'>): string[] {
  const sentences = [
    `${selection.rounds} rounds were planned; every round measured all cells of its lane once, in an order of its own drawn from seed ${selection.seed}.`,
    'Requests were signed before the clock started, and the measured host never held a storage key.',
    'Times come from a raw socket client with one monotonic clock; its own error against a loopback server of known delay is printed with each lane and never subtracted.',
  ];
  if (selection.rounds < 6) sentences.push('Fewer than six rounds: numbers are shown, differences are not judged.');
  if (lanes.some(({ budgetSeconds }) => budgetSeconds !== undefined))
    sentences.push('A time limit was set: it cuts whole rounds for all cells alike, never single measurements.');
  return [...sentences, ...method];
}
