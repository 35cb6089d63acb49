import { describe, expect, it } from 'vitest';
import { instanceDifference } from '../../../../lib/domain/statistics/instance-difference.ts';
import { welchP } from './rejected-tests.ts';

const rounds = (level: number) => [0.9, 1, 1.1, 1, 0.95, 1.05].map((factor) => level * factor);

describe('the difference of two types of host', () => {
  it('is the ratio of their geometric means, and its p that of Welch’s test on instance means', () => {
    const [a, b] = [
      [10, 11, 9.5],
      [13, 12, 14, 13.5],
    ];
    const found = instanceDifference(a.map(rounds), b.map(rounds));
    const logs = (levels: number[]) => levels.map((level) => rounds(level).reduce((sum, x) => sum + Math.log(x), 0) / 6);
    const mean = (values: number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(found).toMatchObject({ instances: { a: 3, b: 4 }, rounds: 6 });
    if ('reason' in found) throw new Error(found.reason);
    expect(found.ratio).toBeCloseTo(Math.exp(mean(logs(a)) - mean(logs(b))), 12);
    expect(found.p).toBeCloseTo(welchP(logs(a), logs(b)), 12);
    expect(found.low).toBeLessThan(found.ratio);
    expect(found.high).toBeLessThan(1);
  });

  it('has an interval that ends at 1 where p is 0.05', () => {
    const at = (level: number) => instanceDifference([10, 10.4, 9.7].map(rounds), [level, level * 1.05].map(rounds));
    let [low, high] = [10, 20];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      const found = at(middle);
      if ('reason' in found || found.p > 0.05) low = middle;
      else high = middle;
    }
    const edge = at(high);
    expect('high' in edge && edge.high).toBeCloseTo(1, 6);
  });

  it('leaves out an instance without a round, and refuses fewer than two or a median without a logarithm', () => {
    expect(instanceDifference([rounds(1), rounds(2), [Number.NaN]], [rounds(1), rounds(2)])).toMatchObject({
      instances: { a: 2, b: 2 },
    });
    expect(instanceDifference([rounds(1)], [rounds(1), rounds(2)])).toMatchObject({ reason: 'TooFewInstances' });
    expect(instanceDifference([rounds(1), [0]], [rounds(1), rounds(2)])).toMatchObject({ reason: 'NotPositive' });
  });

  it('counts the rounds of the instance that has fewest', () => {
    expect(instanceDifference([rounds(1), [1, Number.NaN, 2]], [rounds(1), rounds(2)])).toMatchObject({ rounds: 2 });
  });

  it('of hosts that agree exactly has no spread', () => {
    expect(instanceDifference([rounds(1), rounds(1)], [rounds(1), rounds(1)])).toMatchObject({ ratio: 1, p: 1 });
    expect(instanceDifference([rounds(1), rounds(1)], [rounds(2), rounds(2)])).toMatchObject({ p: 0 });
  });
});
