import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CellResult, Comparison, RunRecord } from '../../../lib/domain/run.ts';
import { type MetricRecord, scopeOf } from '../../../lib/report/scope.ts';
import { standings } from '../../../lib/report/standings.ts';
import { tally } from '../../../lib/report/tally.ts';
import { foreignRun, foreignScenario } from '../../fixtures/report/foreign-run.ts';
import { summary } from '../../fixtures/report/synthetic-statistics.ts';

const BASE = foreignRun();
const ECHO = foreignScenario.metrics[0] as MetricRecord;
const PULSES = foreignScenario.metrics[1] as MetricRecord;

function cell(colour: string, value: number, extra: Partial<CellResult> = {}): CellResult {
  const rounds = Array.from({ length: 6 }, () => [value]);
  const metrics = { echo: summary('ms', rounds), pulses: summary('1/s', rounds) };
  return {
    id: colour,
    scenario: 'made-up-echo',
    axes: { distance: 'near', colour },
    n: 6,
    rounds: 6,
    failures: 0,
    errors: {},
    metrics,
    ...extra,
  };
}

function compared(metric: string, a: string, b: string, ratio: number, verdict: Comparison['verdict'], rounds = 6): Comparison {
  return {
    row: 'r',
    compare: 'colour',
    metric,
    a,
    b,
    rounds,
    ratio,
    low: ratio * 0.9,
    high: ratio * 1.1,
    p: 0.01,
    pAdjusted: 0.02,
    verdict,
  };
}

function row(metric: MetricRecord, cells: readonly CellResult[], comparisons: readonly Comparison[]) {
  const run: RunRecord = { ...BASE, cells, comparisons };
  return standings(scopeOf(run, foreignScenario), metric, 'colour')[0];
}

describe('a row', () => {
  it('has a leader when every difference to it is shown', () => {
    const found = row(ECHO, [cell('red', 20), cell('blue', 10)], [compared('echo', 'red', 'blue', 2, 'b')]);
    expect(found?.outcome).toBe('leader');
    expect(found?.places.map(({ value }) => value)).toEqual(['blue', 'red']);
    const behind = found?.places[1]?.behind;
    expect(behind?.factor).toBeCloseTo(2);
    expect([behind?.low, behind?.high]).toEqual([1.8, 2.2]);
    expect(behind?.verdict).toBe('behind');
  });

  it('turns the ratio over when the leader is its numerator', () => {
    const behind = row(ECHO, [cell('red', 10), cell('blue', 20)], [compared('echo', 'red', 'blue', 0.5, 'a')])?.places[1]?.behind;
    expect(behind?.factor).toBeCloseTo(2);
    expect(behind?.low).toBeCloseTo(1 / 0.55);
    expect(behind?.high).toBeCloseTo(1 / 0.45);
  });

  it('leads with the highest where more is better', () => {
    const found = row(PULSES, [cell('red', 20), cell('blue', 10)], [compared('pulses', 'red', 'blue', 2, 'a')]);
    expect(found?.places.map(({ value }) => value)).toEqual(['red', 'blue']);
    expect(found?.places[1]?.behind?.factor).toBeCloseTo(2);
    expect(found?.outcome).toBe('leader');
  });

  it('ties when no difference to the leader is shown, and names only those who tie', () => {
    const found = row(
      ECHO,
      [cell('red', 10), cell('blue', 10.1), cell('green', 30)],
      [
        compared('echo', 'red', 'blue', 0.99, '~'),
        compared('echo', 'red', 'green', 0.33, 'a'),
        compared('echo', 'blue', 'green', 0.34, 'a'),
      ],
    );
    expect(found?.outcome).toBe('tie');
    expect(found?.front.map(({ value }) => value)).toEqual(['red', 'blue']);
  });

  it('has no verdict below six rounds, whatever the difference', () => {
    expect(row(ECHO, [cell('red', 10), cell('blue', 90)], [compared('echo', 'red', 'blue', 0.11, 'a', 5)])?.outcome).toBe(
      'no verdict',
    );
  });

  it('puts whoever is shown to win first, also where the own medians say otherwise', () => {
    const found = row(ECHO, [cell('red', 10.1), cell('blue', 14)], [compared('echo', 'red', 'blue', 1.112, 'b')]);
    expect(found?.outcome).toBe('leader');
    expect(found?.front.map(({ value }) => value)).toEqual(['blue']);
  });

  it('never ranks a cell that was not compared, even when its number is the best', () => {
    const found = row(
      ECHO,
      [cell('red', 10), cell('blue', 20), cell('green', 1, { note: 'made of parts' })],
      [compared('echo', 'red', 'blue', 0.5, 'a')],
    );
    expect(found?.front.map(({ value }) => value)).toEqual(['red']);
    expect(found?.unranked.map(({ value }) => value)).toEqual(['green']);
  });

  it('without any comparison shows the best that could have been ranked, never a cell of another form or one that mostly failed', () => {
    const cells = [cell('green', 1, { form: 'unshaped' }), cell('grey', 2, { failures: 3 }), cell('red', 20), cell('blue', 10)];
    const found = row(ECHO, cells, []);
    expect(found?.outcome).toBe('no verdict');
    expect(found?.front.map(({ value }) => value)).toEqual(['blue']);
    expect(found?.unranked).toHaveLength(4);
  });

  it('keeps cells of another form behind the others also where they are compared among themselves', () => {
    const cells = [cell('green', 1, { form: 'parts' }), cell('grey', 2, { form: 'parts' }), cell('red', 10), cell('blue', 20)];
    const found = row(ECHO, cells, [compared('echo', 'green', 'grey', 0.5, 'a'), compared('echo', 'red', 'blue', 0.5, 'a')]);
    expect(found?.outcome).toBe('leader');
    expect(found?.places.map(({ value }) => value)).toEqual(['red', 'blue']);
    expect(found?.unranked.map(({ value }) => value)).toEqual(['green', 'grey']);
  });

  it('is not ranked, and not counted, where every number has another form and none was compared', () => {
    const found = row(ECHO, [cell('green', 1, { form: 'parts' }), cell('red', 2, { form: 'parts' })], []);
    expect(found?.outcome).toBe('not ranked');
    expect(found?.front).toEqual([]);
    expect(found && tally([found]).rows).toBe(0);
    const failed = cell('blue', 10, { n: 0, metrics: {}, failed: 'gone' });
    expect(row(ECHO, [cell('green', 1, { form: 'parts' }), failed], [])?.outcome).toBe('not ranked');
  });

  it('has nothing to compare with one member, and nothing at all without numbers', () => {
    expect(row(ECHO, [cell('red', 10)], [])?.outcome).toBe('alone');
    expect(row(ECHO, [cell('red', 10, { n: 0, metrics: {}, failed: 'gone' })], [])?.outcome).toBe('nothing');
  });

  it('puts the leader first for any values: no factor to it is below one', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 6 }), (values) => {
        const cells = values.map((value, i) => cell(`c${i}`, value));
        const pairs = cells.flatMap((a, i) =>
          cells
            .slice(i + 1)
            .map((b, j) => compared('echo', a.id, b.id, (values[i] as number) / (values[i + 1 + j] as number), '~')),
        );
        for (const place of row(ECHO, cells, pairs)?.places.slice(1) ?? [])
          expect(place.behind?.factor).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
    );
  });
});

describe('a tally', () => {
  it('counts every compared row once: led, tied or without a verdict', () => {
    const run = foreignRun();
    const rows = standings(scopeOf(run, foreignScenario), ECHO, 'colour');
    const { rows: total, wins, ties, noVerdict } = tally(rows);
    expect(total).toBe(3);
    expect(wins.reduce((sum, [, won]) => sum + won, 0) + ties + noVerdict).toBe(total);
  });
});
