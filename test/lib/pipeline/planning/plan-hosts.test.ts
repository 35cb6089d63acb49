import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../lib/domain/plan.ts';
import { makePlan } from '../../../../lib/pipeline/planning/make-plan.ts';
import { planSummary } from '../../../../lib/pipeline/planning/plan-summary.ts';
import { selectionFrom } from '../../../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../../../lib/scenarios/plans.ts';

const line = (plan: Plan, what: string) => plan.estimate.lines.filter((entry) => entry.what.includes(what));

describe('hosts that this account or region cannot launch', () => {
  const at = (site: string, when: 'free-plan' | 'not-offered', ...hosts: string[]) => hosts.map((host) => ({ host, site, when }));
  const planWith = (hosts: string[], unavailable: ReturnType<typeof at>) => {
    const selection = {
      ...selectionFrom('wish', { hosts, pairs: ['aws-virginia', 'aws-oregon'], stores: ['s3'], sizes: '1KB' }),
      unavailable,
    };
    return makePlan({ run: 'r', preset: 'wish', selection, scenario: scenarioPlan('transfer') });
  };
  const measured = (plan: Plan, site: string) => [
    ...new Set(plan.cells.filter((cell) => !cell.impossible && cell.axes.site === site).map(({ axes }) => axes.host)),
  ];

  it('are replaced at that site only, and the plan says why', () => {
    const plan = planWith(['a1.medium'], at('us-west-2', 'not-offered', 'a1.medium'));
    expect(measured(plan, 'us-east-1')).toEqual(['a1.medium']);
    expect(measured(plan, 'us-west-2')).toEqual(['c7g.medium']);
    expect(plan.cells.find(({ impossible }) => impossible)?.impossible).toMatch(/not offered in us-west-2.*c7g.medium stands in/);
    expect(plan.hosts.find(({ id }) => id === 'c7g.medium')?.note).toContain(
      'stands in for a1.medium: the closest current shape',
    );
    expect(plan.hosts.find(({ id }) => id === 'a1.medium')?.note).toContain('not offered in us-west-2');
  });

  it('may share one substitute, which is measured once', () => {
    const plan = planWith(['t2.nano', 't3.nano', 't3.micro'], at('us-east-1', 'free-plan', 't2.nano', 't3.nano'));
    const cells = plan.cells.filter((cell) => !cell.impossible && cell.axes.site === 'us-east-1');
    expect(new Set(cells.map(({ substitutes }) => substitutes))).toEqual(new Set(['t2.nano, t3.nano']));
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
    expect(plan.hosts.find(({ id }) => id === 't3.micro')?.note).toMatch(/stands in for t2.nano.*stands in for t3.nano/);
  });

  it('are passed on where their substitute cannot be launched either', () => {
    const plan = planWith(
      ['t2.nano'],
      [...at('us-east-1', 'not-offered', 't2.nano'), ...at('us-east-1', 'free-plan', 't3.nano')],
    );
    expect(measured(plan, 'us-east-1')).toEqual(['t3.micro']);
    expect(plan.cells.find(({ impossible }) => impossible)?.impossible).toContain('t3.micro stands in for it');
  });

  it('are counted where they stand in for each other, with the reason of the whole way', () => {
    const plan = planWith(
      ['t2.nano'],
      [...at('us-east-1', 'not-offered', 't2.nano'), ...at('us-east-1', 'free-plan', 't3.nano')],
    );
    expect(planSummary(plan).substitutions).toEqual([
      {
        ...{ asked: 't2.nano', host: 't3.micro', sites: ['us-east-1'], cells: 4 },
        reason: 'the same memory, one generation on; then the cheapest x86 type a free plan launches',
      },
    ]);
  });

  it('are left out with a reason where nothing stands in for them', () => {
    const plan = planWith(['t3.nano', 't3.micro'], at('us-east-1', 'not-offered', 't3.nano'));
    expect(measured(plan, 'us-east-1')).toEqual(['t3.micro']);
    expect(plan.cells.find(({ impossible }) => impossible)?.impossible).toMatch(/not offered in us-east-1 any more$/);
  });
});

describe('two instances of every host', () => {
  const selection = selectionFrom('quick', { sizes: '1KB', hosts: ['t3.micro'], pairs: ['aws-virginia'], stores: ['s3'] });
  const of = (instances: number) =>
    makePlan({
      run: 'r',
      preset: 'quick',
      selection: { ...selection, instances },
      scenario: scenarioPlan('transfer'),
      fanOut: 1,
    });
  const [one, two] = [of(1), of(2)];

  it('measure the same cells, each in lanes of its own', () => {
    expect(two.cells).toEqual(one.cells);
    expect(two.lanes.map(({ id, instance }) => [id, instance])).toEqual([
      ['t3.micro.us-east-1.small-i1', 1],
      ['t3.micro.us-east-1.small-i2', 2],
    ]);
    for (const lane of two.lanes) expect(lane.cells).toEqual(one.lanes[0]?.cells);
  });

  it('take twice the time where they cannot run together, and twice the instances and requests', () => {
    const amount = (plan: Plan, what: string) => line(plan, what)[0]?.amount ?? 0;
    expect(two.estimate.seconds - one.estimate.seconds).toBeGreaterThan(120);
    for (const what of ['EC2 t3.micro', 'GET requests']) expect(amount(two, what)).toBeCloseTo(2 * amount(one, what), 9);
    // The objects that are read are written once.
    expect(amount(two, 'PUT requests') - 32).toBe(2 * (amount(one, 'PUT requests') - 32));
  });
});
