import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handler as finalizer } from '../../../../lambdas/finalizer.ts';
import { handler as plan } from '../../../../lambdas/plan.ts';
import { atExpression } from '../../../../lib/adapters/aws/schedule-guard.ts';
import { TAG } from '../../../../lib/domain/names.ts';
import type { Records } from '../../../../lib/pipeline/ports.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import { documentedEvent, type LabWorld, labWorld } from './lab-world.ts';

const RUN = '20261121-120000-ab12';
const SCHEDULE = `firstbyte-${RUN}`;
let lab: LabWorld;
let records: Records;

/** A planned run with one instance, made under its intent. */
beforeAll(async () => {
  lab = await labWorld();
  records = lab.records(RUN);
  await lab.request(RUN, new Date());
  lab.states.executions.push({ run: RUN, input: '{}', status: 'ABORTED' });
  await plan({ run: RUN });
  const intent = { kind: 'instance', region: 'us-east-1', name: 'token-1', at: new Date().toISOString() } as const;
  await RECORD.intent.write(records, intent, 'token-1');
  lab.ec2.plant({ [TAG.run]: RUN, [TAG.intent]: 'token-1', [TAG.expires]: '2026-11-21T15:00:00Z' });
  await records.write('errands/lane/client/0.json', '{}');
}, 30_000);
afterAll(() => lab.stop());

const alive = () => [...lab.ec2.instances.values()].filter(({ state }) => state !== 'terminated').length;

describe('the finalizer, invoked as AWS documents it', () => {
  it('knows that the plan set a deadline', () => {
    expect([...lab.scheduler.schedules.keys()]).toEqual([SCHEDULE]);
  });

  it.each(['execution-running', 'execution-of-a-child'])('leaves a run alone on %s', async (name) => {
    expect(await finalizer(documentedEvent(name))).toEqual({ finalized: null });
    expect(alive()).toBe(1);
    expect(await RECORD.closed.read(records)).toBeUndefined();
  });

  it('removes the run when its execution was aborted, and makes its page', async () => {
    expect(await finalizer(documentedEvent('execution-aborted'))).toEqual({ finalized: RUN });
    expect(alive()).toBe(0);
    expect(await records.list('errands/')).toEqual([]);
    expect(await RECORD.teardown.read(records)).toMatchObject({ total: 0, problems: [] });
    expect(await lab.page()).toContain('the execution was stopped');
  });

  it('comes back once more, because a start may have been under way', async () => {
    const { until = '' } = (await RECORD.inFlight.read(records)) ?? {};
    expect(lab.scheduler.schedules.get(SCHEDULE)?.ScheduleExpression).toBe(atExpression(new Date(until)));
  });

  it('removes what was made meanwhile when the deadline calls it', async () => {
    await records.write('errands/lane/client/1.json', '{}');
    expect(await finalizer(documentedEvent('deadline'))).toEqual({ finalized: RUN });
    expect(await records.list('errands/')).toEqual([]);
  });

  it('may be called again, for every status there is', async () => {
    for (const name of ['execution-succeeded', 'execution-failed', 'execution-timed-out', 'execution-aborted'])
      expect(await finalizer(documentedEvent(name))).toEqual({ finalized: RUN });
  });

  it('throws while something is left that it may not touch, so that its alarm rings', async () => {
    const stranger = lab.ec2.plant({ [TAG.run]: RUN, [TAG.expires]: '2026-11-21T15:00:00Z' });
    await expect(finalizer(documentedEvent('execution-failed'))).rejects.toMatchObject({ name: 'SomethingLeft' });
    expect(stranger.state).toBe('running');
    await lab.ec2.terminate(stranger.id);
    expect(await finalizer(documentedEvent('execution-failed'))).toEqual({ finalized: RUN });
  });

  it('only sweeps a run that was never planned', async () => {
    const other = '20261121-130000-cd34';
    await lab.request(other, new Date());
    lab.states.executions.push({ run: other, input: '{}', status: 'FAILED' });
    expect(await finalizer({ run: other, reason: 'deadline' })).toEqual({ finalized: other });
    expect(await RECORD.teardown.read(lab.records(other))).toMatchObject({ total: 0 });
    expect(await RECORD.run.read(lab.records(other))).toBeUndefined();
  });

  it('stops an execution that still runs at its deadline', async () => {
    const late = '20261121-140000-ef56';
    await lab.request(late, new Date());
    const execution = { run: late, input: '{}', status: 'RUNNING' };
    lab.states.executions.push(execution);
    await plan({ run: late });
    await finalizer({ run: late, reason: 'deadline' });
    expect(execution.status).toBe('ABORTED');
    expect(await RECORD.stop.read(lab.records(late))).toEqual({ reason: 'the run was stopped at its deadline' });
    expect(await lab.page()).toContain('the run was stopped at its deadline');
  });
});
