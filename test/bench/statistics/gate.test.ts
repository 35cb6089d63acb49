import { describe, expect, it } from 'vitest';
import { mayJudge, verdictOf } from '../../../bench/statistics/gate.ts';

const WHOLE = { quick: false, profile: false, rounds: 20 };

describe('the gate of every verdict', () => {
  it.each([
    [0.5, 20],
    [0.99, 1000],
    [0.999, 10_000],
  ])('asks of the quantile %d for %d samples', (p, n) => {
    expect(mayJudge(WHOLE, { n, p })).toBe(true);
    expect(mayJudge(WHOLE, { n: n - 1, p })).toBe(false);
  });

  it('asks for a whole run of twenty rounds, and for twenty behind the number', () => {
    expect(mayJudge({ ...WHOLE, quick: true }, { n: 1000 })).toBe(false);
    expect(mayJudge({ ...WHOLE, profile: true }, { n: 1000 })).toBe(false);
    expect(mayJudge({ ...WHOLE, rounds: 19 }, { n: 1000 })).toBe(false);
    expect(mayJudge(WHOLE, { n: 1000, rounds: 19 })).toBe(false);
    expect(mayJudge(WHOLE, { n: 1 })).toBe(true);
  });

  it('shows what it does not let through, and judges the rest', () => {
    expect(verdictOf(WHOLE, { n: 10, p: 0.99 }, true)).toBe('shown');
    expect([verdictOf(WHOLE, { n: 1000, p: 0.99 }, true), verdictOf(WHOLE, { n: 1000, p: 0.99 }, false)]).toEqual([
      'reached',
      'missed',
    ]);
  });
});
