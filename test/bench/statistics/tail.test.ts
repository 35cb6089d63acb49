import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../bench/protocol.ts';
import { tailOf } from '../../../bench/statistics/tail.ts';

/** A thousand requests of 100 us, 200 us apart, three of them slow. */
const slow = new Map([
  [10, 900],
  [500, 901],
  [900, 902],
]);
const COUNT = 3000;
const totalUs = Array.from({ length: COUNT }, (_, i) => slow.get(i) ?? 100);
const startsUs = Array.from({ length: COUNT }, (_, i) => i * 1000);
const answer = (trace: Partial<NonNullable<Answer['trace']>>): Answer => ({
  id: 1,
  ttfbUs: totalUs,
  totalUs,
  cpuUs: 0,
  wallUs: 0,
  trace: { startsUs, preemptions: Array(COUNT).fill(7), pauses: [], ...trace },
});

describe('the cause of the tail', () => {
  it('counts the slowest thousandth by what fell into it, a pause before a lost core', () => {
    const preemptions = startsUs.map((_, i) => (i < 500 ? 7 : 8));
    const pauses = [
      { atUs: 10_100, lengthUs: 500 },
      { atUs: 20_500, lengthUs: 40 },
    ];
    expect(tailOf([answer({ preemptions, pauses })])).toMatchObject({
      slow: 3,
      paused: 1,
      preempted: 1,
      pauses: 2,
      longestPauseUs: 500,
    });
  });

  it('finds no cause where nothing happened', () => {
    expect(tailOf([answer({})])).toMatchObject({ slow: 3, paused: 0, preempted: 0, pauses: 0, longestPauseUs: 0 });
  });

  it('blames no pause that ended before the request or began after it', () => {
    const pauses = [
      { atUs: 9_000, lengthUs: 999 },
      { atUs: 10_901, lengthUs: 50 },
    ];
    expect(tailOf([answer({ pauses })])).toMatchObject({ paused: 0 });
  });
});
