import { describe, expect, it } from 'vitest';
import { instanceDifference } from '../../../../lib/domain/statistics/instance-difference.ts';
import { intervalOf, logDifference, pOfAtMost, pOfNone } from '../../../../lib/domain/statistics/log-difference.ts';
import { expectClose as close } from './close.ts';

const A = [0.1, 0.3, 0.2, 0.25, 0.12, 0.33];
const B = [0.4, 0.52, 0.45, 0.61, 0.39];

describe('the difference of two unpaired samples of logarithms', () => {
  it('is Welch’s, as the comparison of hosts has it', () => {
    const difference = logDifference(A, B);
    // One round a host: there a host's mean is its round.
    const hosts = (logs: readonly number[]) => logs.map((log) => [Math.exp(log)]);
    const known = instanceDifference(hosts(B), hosts(A));
    if (!difference || 'reason' in known) throw new Error('no difference');
    const [low, high] = intervalOf(difference).map(Math.exp) as [number, number];
    close(Math.exp(difference.mean), known.ratio, 1e-12);
    close(low, known.low, 1e-12);
    close(high, known.high, 1e-12);
    close(pOfNone(difference), known.p, 1e-12);
  });

  it('takes the spread of one value from the other side', () => {
    const difference = logDifference(A, [0.9]);
    const mean = A.reduce((sum, value) => sum + value, 0) / A.length;
    const variance = A.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (A.length - 1);
    expect(difference?.df).toBe(A.length - 1);
    close(difference?.error ?? 0, Math.sqrt(variance * (1 + 1 / A.length)), 1e-12);
  });

  it('says nothing of one value against one, or none', () => {
    expect(logDifference([1], [2])).toBeUndefined();
    expect(logDifference([], [1, 2, 3])).toBeUndefined();
  });

  it('is sure of values without any spread, and of none where they are equal', () => {
    const apart = logDifference([1, 1], [2, 2]);
    const equal = logDifference([1, 1], [1, 1]);
    expect(apart && [pOfNone(apart), intervalOf(apart)]).toEqual([0, [1, 1]]);
    expect(equal && pOfNone(equal)).toBe(1);
  });

  it('is less sure of a larger limit, and half sure of exactly what was found', () => {
    const difference = logDifference(A, B);
    if (!difference) throw new Error('no difference');
    close(pOfAtMost(difference, 0), pOfNone(difference) / 2, 1e-12);
    expect(pOfAtMost(difference, difference.mean)).toBe(0.5);
    const limits = [0, 0.1, 0.2, 0.3, 0.5].map((limit) => pOfAtMost(difference, limit));
    expect(limits).toEqual(limits.toSorted((x, y) => x - y));
    expect(limits.at(-1)).toBeGreaterThan(0.9);
  });
});
