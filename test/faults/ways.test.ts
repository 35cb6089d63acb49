import { describe, expect, it } from 'vitest';
import { liveThrough, type Troubles } from './faulty-run.ts';
import { WAYS, type Way } from './tiny-cloud.ts';

const stopped = { step: 'PollOrder', fault: 'runs while the execution is stopped' } as const;
const except = (...ways: readonly Way[]): readonly Way[] => WAYS.filter((way) => !ways.includes(way));

const LAST_RESORTS: readonly { readonly way: Way; readonly when: string; readonly troubles: Troubles }[] = [
  { way: 'catch', when: 'a step of the machine fails', troubles: { step: 'StopCrew', fault: 'throws' } },
  { way: 'rule', when: 'the execution is stopped', troubles: stopped },
  { way: 'deadline', when: 'the machine hangs', troubles: { step: 'PollOrder', fault: 'hangs' } },
  { way: 'host', when: 'EC2 terminates nothing', troubles: { refusesToTerminate: true } },
  {
    way: 'janitor',
    when: 'the finalizer is down',
    troubles: { step: 'PollOrder', fault: 'runs on after a stop, finalizer down' },
  },
];

describe.concurrent('each of the five ways of removal', () => {
  it('is the last resort in some case', () => {
    expect(LAST_RESORTS.map(({ way }) => way)).toEqual(WAYS);
  });

  it.each(LAST_RESORTS)('$way is the last resort when $when', async ({ way, troubles }) => {
    const { left, lastResort } = await liveThrough(troubles);
    expect(left).toEqual([]);
    expect(lastResort).toBe(way);
  });

  it.each(['rule', 'deadline', 'janitor'] as const)('%s alone removes what a stopped execution leaves', async (way) => {
    const { left, lastResort } = await liveThrough({ ...stopped, without: except(way) });
    expect(left.filter((what) => what !== 'schedule')).toEqual([]);
    expect(lastResort).toBe(way);
  });

  it('a host that ends itself needs none of the others, and takes no data with it', async () => {
    const { left } = await liveThrough({ ...stopped, without: except('host') });
    expect(left).toEqual(['container 8ms-240MBps', 'schedule']);
  });

  it('without any of them things are left: this test bed can fail', async () => {
    const { left } = await liveThrough({ ...stopped, without: WAYS });
    expect(left).toEqual(['instance this-machine.local.small.client', 'container 8ms-240MBps', 'schedule']);
  });
});

describe.concurrent('what is made after everything was swept', () => {
  it('StartCrew stops a host that it started while the run was swept', async () => {
    const { left, cloud } = await liveThrough({ race: { before: 'instance', step: 'lives' }, without: except('rule') });
    expect(cloud.instances.size).toBe(0);
    expect(left).toEqual(['schedule']);
  });

  it('a host is removed by the second sweep when StartCrew dies right after it started it', async () => {
    const { left, lastResort } = await liveThrough({ race: { before: 'instance', step: 'dies' } });
    expect(left).toEqual([]);
    expect(lastResort).toBe('deadline');
  });

  it.each(['lives', 'dies'] as const)('so is a container that Prepare made late (it %s)', async (step) => {
    const { left, lastResort } = await liveThrough({ race: { before: 'container', step } });
    expect(left).toEqual([]);
    expect(lastResort).toBe('deadline');
  });

  it('so is what a probe wrote after its execution was stopped', async () => {
    const { left, lastResort } = await liveThrough({ ...stopped, lateWrite: true });
    expect(left).toEqual([]);
    expect(lastResort).toBe('deadline');
  });

  it('the janitor looks again where the deadline did not', async () => {
    const { left, lastResort } = await liveThrough({ ...stopped, lateWrite: true, without: ['deadline'] });
    expect(left).toEqual([]);
    expect(lastResort).toBe('janitor');
  });

  it('so is what a probe wrote after its user had stopped the run and all had ended in good order', async () => {
    const { left, lastResort, status, cloud } = await liveThrough({ stoppedByUser: true, lateWrite: true });
    expect(status).toBe('SUCCEEDED');
    expect(left).toEqual([]);
    expect(lastResort).toBe('deadline');
    expect(cloud.pages.at(-1)?.html).toContain('stopped by its user');
  });
});
