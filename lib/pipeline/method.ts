import type { Plan } from '../domain/plan.ts';
import type { ScenarioPlan } from '../domain/scenario.ts';

/** What a reader must know about how this very run was made, one sentence a line; general rules are the page's own. */
export function methodOf(
  { selection, lanes, stores, notes = [] }: Plan,
  { method = [] }: Pick<ScenarioPlan, 'method'>,
): string[] {
  const rounds = Math.max(...lanes.map((lane) => lane.rounds));
  const cut = rounds < selection.rounds ? ` of ${selection.rounds} asked for` : '';
  const items = stores.some(({ kind }) => kind.startsWith('item'));
  return [
    `Planned: ${rounds === 1 ? '1 round' : `${rounds} rounds`}${cut}; every round measures all cells of its lane once, in an order of its own drawn from seed ${selection.seed}. A store without one success in a whole round is given up, and the lane says so.`,
    `Requests are signed before the clock starts. Objects travel by presigned URLs, so that the measured host holds no key of an object store.${items ? ' Requests for items are signed on the host with its own role.' : ''}`,
    'Times come from a raw socket client with one monotonic clock; its own error against a loopback server of known delay, plain and TLS, is printed with each lane and never subtracted.',
    ...(lanes.some(({ budgetSeconds }) => budgetSeconds !== undefined)
      ? ['A time limit was set: it cuts whole rounds for all cells alike, never single measurements.']
      : []),
    ...((selection.instances ?? 1) > 1
      ? [
          `${selection.instances} hosts of each type measured the same cells. Stores are compared within each host, round by round; types of host by the means of their hosts (Welch’s t test), because the rounds of one host repeat what is its own.`,
        ]
      : []),
    ...notes,
    ...method,
  ];
}
