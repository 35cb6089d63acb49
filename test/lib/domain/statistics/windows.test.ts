import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowsOf } from '../../../../lib/domain/statistics/windows.ts';

const GB = 1e9;
const operation = (movedBytes: number, speed: number) => ({ movedBytes, speed });
const times = (n: number, movedBytes: number, speed: number) => Array.from({ length: n }, () => operation(movedBytes, speed));

describe('burst and sustained windows', () => {
  it('tell the speed of a rested host from that of a host that moved much', () => {
    const windows = windowsOf([...times(3, 0.1 * GB, 500e6), ...times(4, 9 * GB, 80e6), operation(10 * GB, 70e6)]);
    expect(windows?.burst).toEqual({ n: 3, median: 500e6, movedBytes: 0.1 * GB });
    expect(windows?.sustained).toEqual({ n: 5, median: 80e6, movedBytes: 9 * GB });
  });

  it('leave out what lies between', () => {
    const windows = windowsOf([...times(3, 0, 500e6), ...times(9, 3 * GB, 200e6), ...times(3, 10 * GB, 80e6)]);
    expect([windows?.burst.n, windows?.sustained.n]).toEqual([3, 3]);
  });

  it('are absent for a host that never rested, never worked, or did one of both less than three times', () => {
    expect(windowsOf(times(20, 9 * GB, 80e6))).toBeUndefined();
    expect(windowsOf([...times(10, 0, 500e6), ...times(10, 1 * GB, 500e6)])).toBeUndefined();
    expect(windowsOf([...times(2, 0, 500e6), ...times(10, 9 * GB, 80e6)])).toBeUndefined();
    expect(windowsOf([...times(10, 0, 500e6), ...times(2, 9 * GB, 80e6)])).toBeUndefined();
    expect(windowsOf([])).toBeUndefined();
  });

  it('never count an operation twice, and none that was not measured', () => {
    const some = fc.record({
      speed: fc.oneof(fc.double({ min: 1, max: 1e9, noNaN: true }), fc.constant(Number.NaN)),
      movedBytes: fc.double({ min: 0, max: 1e12, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 40 }), (operations) => {
        const windows = windowsOf(operations);
        if (!windows) return;
        const measured = operations.filter(({ speed }) => Number.isFinite(speed)).length;
        expect(windows.burst.n + windows.sustained.n).toBeLessThanOrEqual(measured);
        expect(windows.burst.movedBytes).toBeLessThan(windows.sustained.movedBytes);
      }),
    );
  });
});
