import { build } from 'esbuild';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareRuns, wholeMetric } from '../../../../lib/domain/statistics/compare-runs.ts';
import { transferPlan as transfer } from '../../../../lib/scenarios/transfer/plan.ts';
import { madeRun } from '../../../fixtures/runs/two-runs.ts';

const STEADY = [10, 10.2, 9.9, 10.1, 10, 9.8, 10.1, 10, 9.9, 10.2];
const by = (factor: number) => STEADY.map((median) => median * factor);

describe('two runs, cell by cell', () => {
  it('a cell that takes 30 % longer is surely slower, by a ratio above 1', () => {
    const { changes } = compareRuns([madeRun({ cells: { x: STEADY } })], [madeRun({ id: 'b', cells: { x: by(1.3) } })]);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ cell: 'x', metric: 'total', verdict: 'slower', units: { kind: 'round', a: 10, b: 10 } });
    expect(changes[0]?.ratio).toBeCloseTo(1.3, 6);
    expect(changes[0]?.low).toBeGreaterThan(1.25);
    expect(changes[0]?.high).toBeLessThan(1.35);
  });

  it('a speed that fell is told the same way: above 1 is slower', () => {
    const run = (id: string, medians: readonly number[]) => madeRun({ id, better: 'higher', cells: { x: medians } });
    const { changes } = compareRuns([run('a', STEADY)], [run('b', by(0.5))]);
    expect(changes[0]).toMatchObject({ verdict: 'slower', unit: 'B/s' });
    expect(changes[0]?.ratio).toBeCloseTo(2, 6);
  });

  it('turned round it says the opposite, with the reciprocal ratio', () => {
    const medians = fc.array(fc.double({ min: 0.1, max: 100, noNaN: true }), { minLength: 6, maxLength: 12 });
    fc.assert(
      fc.property(medians, medians, (x, y) => {
        const [a, b] = [madeRun({ cells: { x } }), madeRun({ id: 'b', cells: { x: y } })];
        const [there, back] = [compareRuns([a], [b]).changes[0], compareRuns([b], [a]).changes[0]];
        if (!there || !back) throw new Error('not compared');
        expect(there.ratio * back.ratio).toBeCloseTo(1, 9);
        expect(there.low * back.high).toBeCloseTo(1, 9);
        expect(there.low).toBeLessThanOrEqual(there.ratio);
        expect(there.high).toBeGreaterThanOrEqual(there.ratio);
        expect([there.verdict, back.verdict].sort().join()).toMatch(/^(faster,slower|~,~)$/);
      }),
    );
  });

  it('a sure difference below 5 % has no verdict', () => {
    const { changes } = compareRuns([madeRun({ cells: { x: STEADY } })], [madeRun({ id: 'b', cells: { x: by(1.03) } })]);
    expect(changes[0]).toMatchObject({ verdict: '~' });
    expect(changes[0]?.pAdjusted).toBeLessThan(0.05);
  });

  it('fewer than six rounds give numbers and no verdict, however large the difference', () => {
    const few = madeRun({ id: 'b', cells: { x: by(3).slice(0, 5) } });
    const { changes } = compareRuns([madeRun({ cells: { x: STEADY } })], [few]);
    expect(changes[0]).toMatchObject({ verdict: '~', pAdjusted: 1, rounds: { a: 10, b: 5 } });
    expect(changes[0]?.ratio).toBeCloseTo(3, 1);
  });

  it('cells are the same whatever order their axes are written in', () => {
    const a = madeRun({ cells: { x: STEADY } });
    const turned = a.cells.map((cell) => ({ ...cell, axes: Object.fromEntries(Object.entries(cell.axes).reverse()) }));
    expect(compareRuns([a], [{ ...a, id: 'b', cells: turned }]).changes).toHaveLength(1);
  });

  it('sorts by weight: slower, faster, not sure; the largest change first', () => {
    const cells = { same: STEADY, bit: STEADY, much: STEADY, less: STEADY };
    const after = { same: STEADY, bit: by(1.2), much: by(2), less: by(0.5) };
    const { changes } = compareRuns([madeRun({ cells })], [madeRun({ id: 'b', cells: after })]);
    expect(changes.map(({ cell, verdict }) => [cell, verdict])).toEqual([
      ['much', 'slower'],
      ['bit', 'slower'],
      ['less', 'faster'],
      ['same', '~'],
    ]);
  });
});

describe('what cannot be compared', () => {
  const why = (x: Parameters<typeof madeRun>[0]['cells'], y: Parameters<typeof madeRun>[0]['cells']) => {
    const { changes, notCompared } = compareRuns([madeRun({ cells: x })], [madeRun({ id: 'b', cells: y })]);
    expect(changes).toEqual([]);
    return notCompared;
  };

  it.each([
    ['a cell only A has', { x: STEADY }, {}, { why: 'OnlyInA', side: 'a' }],
    ['a cell only B has', {}, { x: STEADY }, { why: 'OnlyInB', side: 'b' }],
    [
      'one that cannot exist',
      { x: STEADY },
      { x: { impossible: 'too large' } },
      { why: 'Impossible', side: 'b', detail: 'too large' },
    ],
    ['one whose store failed', { x: { failed: 'no keys' } }, { x: STEADY }, { why: 'Failed', side: 'a', detail: 'no keys' }],
    ['one that failed in both', { x: { failed: 'no keys' } }, { x: { failed: 'no keys' } }, { why: 'Failed', detail: 'no keys' }],
    [
      'one whose operations all failed',
      { x: STEADY },
      { x: { failures: 9, errors: { Timeout: 9 } } },
      { why: 'Failed', side: 'b', detail: 'Timeout' },
    ],
    ['one nobody reached', { x: STEADY }, { x: {} }, { why: 'NotMeasured', side: 'b' }],
    ['a median of 0', { x: [...STEADY, 0] }, { x: STEADY }, { why: 'NotPositive', side: 'a', metric: 'total' }],
    ['one round a side', { x: [1] }, { x: [2] }, { why: 'TooFewValues', metric: 'total' }],
  ] as const)('%s is named with its reason', (_, x, y, expected) => {
    expect(why(x, y)).toEqual([{ cell: 'x', ...expected }]);
  });

  it('one that failed more than one operation in twenty is left out: its times are those of the lucky ones', () => {
    const lucky = madeRun({ cells: { x: STEADY } });
    const cells = lucky.cells.map((cell) => ({ ...cell, failures: 1 }));
    expect(compareRuns([lucky], [{ ...lucky, id: 'b', cells }]).notCompared).toEqual([
      { cell: 'x', why: 'MostFailed', side: 'b', detail: '1 of 11 operations failed' },
    ]);
  });

  it('one measured at another place or in another form is not the same cell; a record from before places agrees with any', () => {
    const run = madeRun({ cells: { x: STEADY } });
    const at = (more: object) => ({ ...run, id: 'b', cells: run.cells.map((cell) => ({ ...cell, ...more })) });
    expect(compareRuns([at({ place: 'x.here' })], [at({ place: 'x.there' })]).notCompared).toMatchObject([{ why: 'OtherPlace' }]);
    expect(compareRuns([run], [at({ form: 'composite' })]).notCompared).toMatchObject([{ why: 'OtherForm' }]);
    expect(compareRuns([run], [at({ place: 'x.there' })]).changes).toHaveLength(1);
  });
});

describe('a limit', () => {
  const beyond = (factor: number, limit: number) =>
    compareRuns([madeRun({ cells: { x: STEADY } })], [madeRun({ id: 'b', cells: { x: by(factor) } })], { limit }).changes[0]
      ?.beyond;

  it('is passed where the cell is surely slower by more, not where it only may be', () => {
    expect(beyond(1.3, 0.1)).toBe(true);
    expect(beyond(1.1, 0.1)).toBe(false);
    expect(beyond(1.05, 0.1)).toBe(false);
    expect(beyond(0.5, 0.1)).toBe(false);
  });
});

describe('what the unit is', () => {
  it('several runs a side: the run, whose own rounds are one value', () => {
    const side = (factors: readonly number[]) =>
      factors.map((factor, i) => madeRun({ id: `r${i}${factor}`, cells: { x: by(factor) } }));
    const { changes, caveats } = compareRuns(side([1, 1.4, 0.8]), side([1.1, 0.9, 1.3]));
    expect(changes[0]).toMatchObject({ units: { kind: 'run', a: 3, b: 3 }, verdict: '~' });
    expect(changes[0]?.high).toBeGreaterThan(1.4);
    expect(caveats.join()).not.toContain('another day');
  });

  it('one run a side: the round, and the caveats say what that leaves out', () => {
    const { caveats } = compareRuns([madeRun({ cells: { x: STEADY } })], [madeRun({ id: 'b', cells: { x: STEADY } })]);
    expect(caveats[0]).toContain('another day');
  });

  it('several hosts of a type: the host', () => {
    const cells = { x: [...STEADY, ...by(1.2)] };
    const { changes } = compareRuns(
      [madeRun({ hosts: 2, cells })],
      [madeRun({ id: 'b', hosts: 2, cells: { x: [...by(1.1), ...by(1.3)] } })],
    );
    expect(changes[0]).toMatchObject({ units: { kind: 'host', a: 2, b: 2 }, verdict: '~' });
  });

  it('several hosts with rounds missing: nobody can say whose, so nothing is said', () => {
    const cells = { x: [...STEADY, ...by(1.2)].slice(1) };
    const { notCompared } = compareRuns([madeRun({ hosts: 2, cells })], [madeRun({ id: 'b', cells: { x: STEADY } })]);
    expect(notCompared).toEqual([{ cell: 'x', metric: 'total', why: 'HostsUnknown', side: 'a' }]);
  });
});

describe('the metric', () => {
  it('is the time a scenario ranks everything by', () => {
    expect(wholeMetric(transfer)?.name).toBe('total');
  });
});

it('a browser can run it: its bundle imports nothing of node', async () => {
  const bundled = await build({
    entryPoints: ['lib/domain/statistics/compare-runs.ts'],
    ...{ bundle: true, write: false, platform: 'browser', format: 'esm', minify: true, logLevel: 'silent' },
  });
  const bytes = bundled.outputFiles[0]?.contents.length ?? 0;
  expect(bytes).toBeGreaterThan(1000);
  expect(bytes, 'small enough to lie in the page').toBeLessThan(20_000);
});
