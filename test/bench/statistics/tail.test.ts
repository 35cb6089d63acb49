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
  trace: { startsUs, waitsUs: Array(COUNT).fill(0), ownUs: Array(COUNT).fill(0), pauses: [], ...trace },
});
const each = (values: Record<number, number>): number[] => Array.from({ length: COUNT }, (_, i) => values[i] ?? 3);

describe('the cause of the tail', () => {
  it('counts the slowest thousandth by what it waited for, a pause before a lost core', () => {
    const pauses = [
      { atUs: 10_100, lengthUs: 500 },
      { atUs: 20_500, lengthUs: 40 },
    ];
    const waitsUs = each({ 10: 700, 500: 700, 900: 700 });
    const ownUs = each({ 500: 650 });
    expect(tailOf([answer({ waitsUs, ownUs, pauses })])).toMatchObject({
      slow: 3,
      paused: 1,
      ownThreads: 1,
      others: 1,
      pauses: 2,
      longestPauseUs: 500,
    });
  });

  it('finds no cause where nothing happened', () => {
    expect(tailOf([answer({})])).toMatchObject({ slow: 3, paused: 0, ownThreads: 0, others: 0, pauses: 0, longestPauseUs: 0 });
  });

  it('blames nothing that is less than half of what a request took beyond the median', () => {
    const pauses = [{ atUs: 10_100, lengthUs: 399 }];
    expect(tailOf([answer({ pauses, waitsUs: each({ 500: 400 }) })])).toMatchObject({ paused: 0, ownThreads: 0, others: 0 });
    expect(tailOf([answer({ pauses: [{ atUs: 10_100, lengthUs: 400 }], waitsUs: each({ 500: 401 }) })])).toMatchObject({
      paused: 1,
      others: 1,
    });
  });

  it('blames no pause that ended before the request or began after it', () => {
    const pauses = [
      { atUs: 9_000, lengthUs: 999 },
      { atUs: 10_901, lengthUs: 500 },
    ];
    expect(tailOf([answer({ pauses })])).toMatchObject({ paused: 0 });
  });
});
