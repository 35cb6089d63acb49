import { describe, expect, it } from 'vitest';
import { truthOf } from '../../../../lib/domain/statistics/truth.ts';

const pair = (change: object = {}) => ({
  ttfbMs: 10.2,
  bodyMs: 21,
  bytes: 1_000_000,
  givenDelayMs: 10,
  givenBodyMs: 20,
  ...change,
});

describe('truthOf', () => {
  it('has nothing to say without pairs', () => {
    expect(truthOf([])).toBeUndefined();
  });

  it('takes the error of each request before the median, so that jitter in what was given cancels', () => {
    const got = truthOf([pair(), pair({ ttfbMs: 30.1, givenDelayMs: 30 }), pair({ ttfbMs: 20.4, givenDelayMs: 20 })]);
    expect(got?.n).toBe(3);
    expect(got?.givenTtfbMs).toBe(20);
    expect(got?.ttfbErrorMs).toBeCloseTo(0.2, 12);
  });

  it('holds the measured rate against the given one, in bytes per second', () => {
    const got = truthOf([pair(), pair({ bytes: 2_000_000, bodyMs: 40, givenBodyMs: 40 }), pair({ bodyMs: 22 })]);
    expect(got?.givenBytesPerSecond).toBe(50_000_000);
    expect(got?.rateRatio).toBeCloseTo(20 / 21, 12);
  });

  it('takes rates only from bodies of 1 MB and more that took time on both sides', () => {
    const got = truthOf([pair({ bytes: 999_999 }), pair({ bytes: 0 }), pair({ givenBodyMs: 0 }), pair({ bodyMs: 0 })]);
    expect(got).toEqual({ n: 4, givenTtfbMs: 10, ttfbErrorMs: expect.closeTo(0.2, 12) });
  });
});
