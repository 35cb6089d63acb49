import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../lib/domain/plan.ts';
import { makePlan } from '../../../../lib/pipeline/planning/make-plan.ts';
import { planSummary } from '../../../../lib/pipeline/planning/plan-summary.ts';
import { type Overrides, selectionFrom } from '../../../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../../../lib/scenarios/plans.ts';

function planOf(preset: string, overrides: Overrides = {}, fanOut?: number): Plan {
  const selection = selectionFrom(preset, overrides);
  return makePlan({ run: 'r', preset, selection, scenario: scenarioPlan('transfer'), ...(fanOut ? { fanOut } : {}) });
}

const line = (plan: Plan, what: string) => plan.estimate.lines.filter((entry) => entry.what.includes(what));
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

describe('the preset local', () => {
  const plan = planOf('local');

  it('measures three shapes and DynamoDB, four sizes both ways over fresh and reused connections, in six rounds', () => {
    expect(planSummary(plan)).toMatchObject({ cells: 4 * 4 * 2 * 2, impossible: 0, rounds: 6, lanes: 1 });
    expect(plan.lanes[0]).toMatchObject({ id: 'this-machine.local.small', site: 'local', phase: 'small', rounds: 6 });
  });

  it('is expected to end within a minute, and costs nothing', () => {
    expect(plan.estimate.seconds).toBeLessThan(60);
    expect(plan.estimate.usd).toBe(0);
    expect(plan.estimate.lines).toEqual([]);
  });

  it('describes its stand-ins by their shape', () => {
    expect(plan.stores.filter(({ shape }) => shape)).toHaveLength(3);
    expect(plan.hosts).toEqual([{ id: 'this-machine', title: 'this machine', kind: 'local' }]);
  });
});

describe('the preset quick', () => {
  const plan = planOf('quick');

  it('stays under 5 USD and 45 minutes', () => {
    expect(plan.estimate.usd).toBeGreaterThan(0.5);
    expect(plan.estimate.usd).toBeLessThan(5);
    expect(plan.estimate.seconds).toBeLessThan(45 * 60);
  });

  it('goes to 10 MB both ways and reads 100 MB', () => {
    const measurable = plan.cells.filter((cell) => !cell.impossible);
    const operations = (size: number) =>
      new Set(measurable.filter(({ axes }) => axes.size === size).map(({ axes }) => axes.operation));
    expect(operations(10_000_000)).toEqual(new Set(['get', 'put']));
    expect(operations(100_000_000)).toEqual(new Set(['get']));
    expect(Math.max(...measurable.map(({ axes }) => Number(axes.size)))).toBe(100_000_000);
  });

  it('writes to DynamoDB what is one item or few, and only reads what is many', () => {
    const sizes = (operation: string) =>
      plan.cells
        .filter(({ axes, impossible }) => axes.store === 'dynamodb' && axes.operation === operation && !impossible)
        .map(({ axes }) => Number(axes.size));
    expect(Math.max(...sizes('put'))).toBe(1_000_000);
    expect(Math.max(...sizes('get'))).toBe(10_000_000);
  });

  it('gives every cell enough rounds for a verdict and small ones a p90', () => {
    for (const lane of plan.lanes) expect(lane.rounds).toBe(10);
    expect(plan.notes?.some((note) => note.includes('no verdict'))).toBe(false);
  });

  it('says that it reads more from Wasabi than it stores there', () => {
    expect(line(plan, 'Wasabi egress over')[0]?.amount).toBeGreaterThan(1);
    expect(plan.notes?.some((note) => note.startsWith('Wasabi allows as much egress'))).toBe(true);
  });

  it('names source and date of every amount, and adds them up', () => {
    for (const { source, asOf, amount } of plan.estimate.lines) {
      expect(source).not.toBe('');
      expect(asOf).toMatch(/^20\d\d/);
      expect(amount).toBeGreaterThan(0);
    }
    expect(plan.estimate.usd).toBeCloseTo(total(plan.estimate.lines.map(({ usd }) => usd)), 9);
  });
});

describe('time', () => {
  it('lets small lanes run together as far as the fan-out allows', () => {
    const apart = planOf('quick', { sizes: '1KB' }, 1).estimate.seconds;
    const together = planOf('quick', { sizes: '1KB' }, 4).estimate.seconds;
    expect(together).toBeLessThan(apart / 2);
  });

  it('lets the bulk lanes of one site take turns, and sites run side by side', () => {
    const seconds = (overrides: Overrides) =>
      planOf('quick', { sizes: '100MB', operations: ['get'], ...overrides }).estimate.seconds;
    const both = seconds({ pairs: ['aws-virginia'] });
    const one = seconds({ pairs: ['aws-virginia'], hosts: ['lambda-1gb'] });
    expect(both).toBeGreaterThan(one * 1.5);
    expect(seconds({})).toBeLessThan(both * 1.5);
  });

  it('expects a host far from home to take longer for the lines it writes between blocks', () => {
    const selection = selectionFrom('quick', { sizes: '1KB', pairs: ['aws-frankfurt'], hosts: ['t3.micro'] });
    const lane = (home: string) =>
      makePlan({ run: 'r', preset: 'quick', selection, scenario: scenarioPlan('transfer'), home }).lanes[0];
    const [far, near] = [lane('us-east-1'), lane('eu-central-1')];
    const writes = (far?.cells.length ?? 0) + 4;
    expect((far?.roundSeconds ?? 0) - (near?.roundSeconds ?? 0)).toBeCloseTo((writes * 4 * (90 - 1)) / 1000, 6);
  });

  it('counts deleting what DynamoDB holds, at the rate of a new table, the regions at the same time', () => {
    const puts = { sizes: '1MB', operations: ['put'], connections: ['reused'], hosts: ['lambda-1gb'], stores: ['dynamodb'] };
    const around = (pairs: readonly string[]) => {
      const { estimate, lanes } = planOf('quick', { ...puts, pairs });
      return estimate.seconds - Math.max(...lanes.map(({ rounds, roundSeconds }) => 5 + rounds * roundSeconds));
    };
    expect(around(['aws-virginia'])).toBeCloseTo(60 + (70 * 978) / 4000, 6);
    expect(around(['aws-virginia', 'aws-frankfurt'])).toBeCloseTo(around(['aws-virginia']), 6);
  });

  it('lets queues of bulk lanes wait for each other where fewer lanes may run together', () => {
    const bulk = { sizes: '100MB', operations: ['get'], hosts: ['lambda-1gb'] };
    expect(planOf('quick', bulk, 1).estimate.seconds).toBeGreaterThan(1.5 * planOf('quick', bulk, 2).estimate.seconds);
  });

  it('expects a burstable host to fall back to its baseline', () => {
    const bulk = { sizes: '1GB', pairs: ['aws-virginia'], stores: ['s3'] };
    const round = (host: string) =>
      total(planOf('wish', { ...bulk, hosts: [host] }).lanes.map(({ roundSeconds }) => roundSeconds));
    expect(round('t3.nano')).toBeGreaterThan(5 * round('t2.nano'));
  });
});

describe('a time limit', () => {
  it('cuts whole rounds for all cells, and says what that costs', () => {
    const plan = planOf('local', { maxSeconds: 30 });
    expect(plan.lanes[0]?.rounds).toBeLessThan(6);
    expect(plan.lanes[0]?.cells).toHaveLength(64);
    expect(plan.estimate.seconds).toBeLessThanOrEqual(30);
    expect(plan.notes?.join(' ')).toContain('of 6 rounds: more do not fit into 30 s');
    expect(plan.notes?.join(' ')).toContain('Numbers, no verdict');
  });

  it('that is too short for one round is refused with the least that is enough', () => {
    const refused = () => planOf('local', { maxSeconds: 5 });
    expect(refused).toThrowError(
      expect.objectContaining({ name: 'BadInput', message: expect.stringMatching(/--max-seconds \d+ or more/) }),
    );
    const least = Number(/--max-seconds (\d+)/.exec(caught(refused))?.[1]);
    expect(planOf('local', { maxSeconds: least }).lanes[0]?.rounds).toBe(1);
  });

  it('that is long enough changes nothing but the budget of lanes', () => {
    const plan = planOf('local', { maxSeconds: 600 });
    expect(plan.lanes[0]?.rounds).toBe(6);
    expect(plan.lanes[0]?.budgetSeconds).toBeGreaterThan(500);
    expect(plan.lanes[0]?.budgetSeconds).toBeLessThan(600);
    expect(planOf('local').lanes[0]?.budgetSeconds).toBeUndefined();
  });

  it('is kept by the estimate, whatever it is, and gives lanes that take turns no more than it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 700, max: 6000 }), (maxSeconds) => {
        const plan = planOf('quick', { maxSeconds });
        expect(plan.estimate.seconds).toBeLessThanOrEqual(maxSeconds);
        expect(new Set(plan.lanes.map(({ rounds }) => rounds)).size).toBe(1);
        const rounds = plan.lanes[0]?.rounds ?? 0;
        // One round more would not have fitted.
        if (rounds < 10) expect(planOf('quick', { rounds: rounds + 1 }).estimate.seconds).toBeGreaterThan(maxSeconds);
        const turns = plan.lanes.filter(({ phase, site }) => phase === 'bulk' && site === 'us-east-1');
        expect(total(turns.map(({ budgetSeconds = 0 }) => budgetSeconds))).toBeLessThan(maxSeconds);
      }),
      { numRuns: 20 },
    );
  });
});

describe('the preset wish', () => {
  const plan = planOf('wish');
  const summary = planSummary(plan);

  it('is summed up by store, host and pair', () => {
    expect(summary).toMatchObject({ cells: 4212, impossible: 972 });
    for (const counts of [summary.byStore, summary.byHost, summary.byPair]) expect(total(Object.values(counts))).toBe(4212);
    expect(total(summary.impossibleReasons.map(({ cells }) => cells))).toBe(972);
    expect(summary.impossibleReasons).toHaveLength(4);
  });

  it('measures every cell that can be measured in exactly one lane', () => {
    const measured = plan.lanes.flatMap(({ cells }) => cells);
    expect(measured).toHaveLength(4212);
    expect(new Set(measured).size).toBe(4212);
    expect(new Set(plan.lanes.map(({ id }) => id)).size).toBe(plan.lanes.length);
  });

  it('lists retired plans and what stands in for them', () => {
    const note = (id: string) => plan.hosts.find((host) => host.id === id)?.note;
    expect(note('t1.small.x86')).toContain('gone since 2026-06-30');
    expect(note('m4-metal-small')).toContain('stands in for t1.small.x86');
  });

  it('lists a store once for each of its places', () => {
    expect(plan.stores.filter(({ id }) => id === 'wasabi').map(({ site }) => site)).toEqual([
      'Amsterdam (eu-central-1)',
      'N. Virginia (us-east-1)',
      'Oregon (us-west-1)',
    ]);
  });

  it('has a price for everything, and says what it would really take', () => {
    expect(plan.estimate.usd).toBeGreaterThan(100);
    expect(plan.estimate.seconds).toBeGreaterThan(86_400);
    expect(summary.notes.some((note) => note.includes('of an order'))).toBe(false);
    expect(summary.notes.join()).toMatch(/Deleting what DynamoDB holds is expected to take \d+ minutes/);
    expect(planOf('quick').notes?.join()).not.toContain('Deleting');
  });
});

describe('the longest order', () => {
  it('ends what Lambda would end, and gives hosts that stay as long as an order’s URLs', () => {
    const plan = planOf('wish', { pairs: ['aws-virginia'], sizes: '1GB' });
    const longest = (kind: string) =>
      Math.max(...plan.lanes.filter(({ crew }) => crew[0]?.host.startsWith(kind)).map(({ roundSeconds }) => roundSeconds));
    expect(longest('lambda')).toBeLessThanOrEqual(12 * 60);
    expect(longest('t3')).toBeGreaterThan(12 * 60);
    expect(longest('t3')).toBeLessThanOrEqual(45 * 60);
  });
});

describe('making a plan', () => {
  it('twice gives the same', () => {
    expect(planOf('quick')).toEqual(planOf('quick'));
  });

  it('describes a store of the configuration as the configuration does', () => {
    const selection = selectionFrom('local', { stores: ['minio'] }, ['minio']);
    const stores = [{ id: 'minio', title: 'MinIO', site: 'minio.example', kind: 'object' }];
    const plan = makePlan({ run: 'r', preset: 'local', selection, scenario: scenarioPlan('transfer'), stores });
    expect(plan.stores).toEqual(stores);
  });

  it('describes a place as it was described, and no other place of its store', () => {
    const selection = selectionFrom('quick', { stores: ['wasabi'], pairs: ['aws-frankfurt', 'aws-virginia'] });
    const played = {
      ...{ id: 'wasabi', title: 'Wasabi', site: 'here', kind: 'object', place: 'wasabi.us-east-1', region: 'us-east-1' },
      note: 'Played by an address.',
    };
    const plan = makePlan({ run: 'r', preset: 'quick', selection, scenario: scenarioPlan('transfer'), stores: [played] });
    expect(plan.stores.find(({ place }) => place === played.place)).toEqual(played);
    const others = plan.stores.filter(({ place }) => place !== played.place);
    expect(others.length).toBeGreaterThan(0);
    expect(others.map(({ note = '' }) => note).join()).not.toContain('Played');
  });
});

function caught(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
