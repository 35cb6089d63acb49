import { describe, expect, it } from 'vitest';
import { deadlineSeconds, hostEndsAt } from '../../../lib/domain/deadline.ts';

const HOUR = 3600;
const MS = 1000;

describe('the deadline of a run', () => {
  it('leaves three times what was expected, and half an hour', () => {
    expect(deadlineSeconds(600)).toBe(HOUR);
  });

  it('comes before the machine’s own end after seven days, however long the run', () => {
    expect(deadlineSeconds(1e9)).toBe((7 * 24 - 0.25) * HOUR);
  });
});

describe('the end of a host by itself', () => {
  it('comes three times its lane and an hour after it started', () => {
    expect(hostEndsAt(5000, 600, { startedAt: 0, expectedSeconds: 1e6 })).toBe(5000 + 1.5 * HOUR * MS);
  });

  it('comes half an hour after the deadline of its run at the latest, so that teardown is what ends it', () => {
    for (const expectedSeconds of [0, 600, 1e9])
      expect(hostEndsAt(0, 1e9, { startedAt: 0, expectedSeconds })).toBe((deadlineSeconds(expectedSeconds) + HOUR / 2) * MS);
  });
});
