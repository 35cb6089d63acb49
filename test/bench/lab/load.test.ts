import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { busyBetween, type Reading, readLoad, readNow } from '../../../bench/lab/load.ts';

const at = (part: Partial<Reading>): Reading => ({ all: 0, worked: 0, stolen: 0, own: 0, ...part });

describe('the load of others', () => {
  it('is what worked besides the bench and its descendants', () => {
    expect(busyBetween(at({}), at({ all: 200, worked: 150, own: 130 }))).toBe(0.1);
  });

  it('holds what the hypervisor took', () => {
    expect(busyBetween(at({}), at({ all: 200, worked: 100, own: 100, stolen: 30 }))).toBe(0.15);
  });

  it('is never less than nothing: ticks are counted coarser than the time of a process', () => {
    expect(busyBetween(at({}), at({ all: 200, worked: 99, own: 100 }))).toBe(0);
  });

  it('reads the texts of the kernel, ended children and interrupts included', () => {
    const machine = 'cpu  100 200 300 1000 50 10 20 40 7 7\ncpu0 1 2 3\n';
    const self = '12 (a (b) c) S 1 2 3 4 5 6 7 8 9 10 400 300 200 100 20 0';
    expect(readLoad(machine, self)).toEqual({ all: 17.2, worked: 6.3, stolen: 0.4, own: 10 });
  });

  it('counts a child of this process as its own once that has ended', () => {
    const before = readNow();
    spawnSync(process.execPath, ['-e', 'while (process.cpuUsage().user < 300_000);']);
    const after = readNow();
    expect(after.own - before.own).toBeGreaterThan(0.25);
    expect(after.all).toBeGreaterThan(before.all);
  });
});
