import { describe, expect, it } from 'vitest';
import { controlGroups, type ReadFile } from '../../agent/control-group.ts';

/** A system of these files. */
const system =
  (files: Readonly<Record<string, string>>): ReadFile =>
  (path) =>
    files[path];
const V2 = '0::/user.slice/agent.scope\n';
const stat = (periods: number, us: number) => `usage_usec 5\nnr_periods 9\nnr_throttled ${periods}\nthrottled_usec ${us}\n`;

describe('the control groups of a process', () => {
  it('version 2: its own quota in cores, periods and time throttled', () => {
    const groups = controlGroups(
      system({
        '/proc/self/cgroup': V2,
        '/sys/fs/cgroup/user.slice/agent.scope/cpu.max': '7000 100000\n',
        '/sys/fs/cgroup/user.slice/agent.scope/cpu.stat': stat(3, 250_000),
      }),
    );
    expect(groups.quotaCores).toBe(0.07);
    expect(groups.throttled()).toEqual({ periods: 3, ms: 250 });
  });

  it('the tightest quota of all levels holds, and all of them count what they throttled', () => {
    const groups = controlGroups(
      system({
        '/proc/self/cgroup': V2,
        '/sys/fs/cgroup/user.slice/agent.scope/cpu.max': '200000 100000',
        '/sys/fs/cgroup/user.slice/agent.scope/cpu.stat': stat(1, 1000),
        '/sys/fs/cgroup/user.slice/cpu.max': '50000 100000',
        '/sys/fs/cgroup/user.slice/cpu.stat': stat(4, 9000),
      }),
    );
    expect(groups.quotaCores).toBe(0.5);
    expect(groups.throttled()).toEqual({ periods: 5, ms: 10 });
  });

  it('version 1: quota and period of the controller cpu, time in nanoseconds', () => {
    const folder = '/sys/fs/cgroup/cpu,cpuacct/docker/abc';
    const groups = controlGroups(
      system({
        '/proc/self/cgroup': '4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n0::/\n',
        [`${folder}/cpu.cfs_quota_us`]: '25000\n',
        [`${folder}/cpu.cfs_period_us`]: '100000\n',
        [`${folder}/cpu.stat`]: 'nr_periods 9\nnr_throttled 2\nthrottled_time 7000000\n',
      }),
    );
    expect(groups.quotaCores).toBe(0.25);
    expect(groups.throttled()).toEqual({ periods: 2, ms: 7 });
  });

  it('in a container whose path is the host’s: the root it sees is its own group', () => {
    const groups = controlGroups(
      system({
        '/proc/self/cgroup': '0::/kubepods/pod1/abc\n',
        '/sys/fs/cgroup/cpu.max': '150000 100000',
        '/sys/fs/cgroup/cpu.stat': stat(0, 0),
      }),
    );
    expect(groups.quotaCores).toBe(1.5);
    expect(groups.throttled()).toEqual({ periods: 0, ms: 0 });
  });

  it('without a quota nothing is limited, and nothing was throttled where a group counts that', () => {
    const groups = controlGroups(
      system({
        '/proc/self/cgroup': V2,
        '/sys/fs/cgroup/user.slice/agent.scope/cpu.max': 'max 100000\n',
        '/sys/fs/cgroup/user.slice/agent.scope/cpu.stat': stat(0, 0),
      }),
    );
    expect(groups.quotaCores).toBeNull();
    expect(groups.throttled()).toEqual({ periods: 0, ms: 0 });
  });

  it('a quota of -1 is none', () => {
    const cpu = '/sys/fs/cgroup/cpu';
    const groups = controlGroups(
      system({ '/proc/self/cgroup': '1:cpu:/\n', [`${cpu}/cpu.cfs_quota_us`]: '-1', [`${cpu}/cpu.cfs_period_us`]: '100000' }),
    );
    expect(groups.quotaCores).toBeNull();
  });

  it('a system without control groups says nothing: null, not zero', () => {
    const groups = controlGroups(system({}));
    expect(groups.quotaCores).toBeNull();
    expect(groups.throttled()).toBeNull();
  });
});
