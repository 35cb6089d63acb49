import { describe, expect, it } from 'vitest';
import type { Post } from '../../../lib/domain/order.ts';
import type { Host, Ports } from '../../../lib/pipeline/ports.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { startCrew } from '../../../lib/pipeline/steps/start-crew.ts';
import { stopCrew } from '../../../lib/pipeline/steps/stop-crew.ts';
import { ready, state, type World, world } from './steps-world.ts';

describe('StopCrew', () => {
  it.each([
    ['plain text', 'the disk is full', 'the disk is full'],
    ['JSON with a trace', JSON.stringify({ errorMessage: 'the disk is full', trace: ['x'] }), 'the disk is full'],
  ])('writes the reason of a failed lane from a cause in %s', async (_, Cause, reason) => {
    const made = await ready();
    await stopCrew(made.ports, { ...state(made, 2), error: { Error: 'DiskFull', Cause } });
    expect(await RECORD.outcome.need(made.records, made.lane)).toMatchObject({
      outcome: 'failed',
      reason,
      rounds: { planned: 6, done: 2 },
    });
    expect(made.calls).toContain('stop client');
  });

  it('calls a lane stopped, not failed, when somebody asked for it', async () => {
    const made = await ready();
    await stopCrew(made.ports, { ...state(made, 3), error: { Error: 'Stopped', Cause: 'interrupted by SIGINT' } });
    expect(await RECORD.outcome.need(made.records, made.lane)).toMatchObject({
      outcome: 'stopped',
      reason: 'interrupted by SIGINT',
    });
  });

  it('fails where a host does not stop, so that it is tried again, and has the outcome on record by then', async () => {
    const made = await ready();
    const ports = portsWith(made, { stop: () => Promise.reject(new Error('it is being installed')) });
    await expect(stopCrew(ports, state(made, 6))).rejects.toMatchObject({
      name: 'HostLeft',
      message: expect.stringMatching(/^client on .*: it is being installed$/),
    });
    expect(await RECORD.outcome.need(made.records, made.lane)).toMatchObject({
      outcome: 'measured',
      reason: expect.stringContaining('it is being installed'),
    });
    await stopCrew(made.ports, state(made, 6));
    expect(await RECORD.outcome.need(made.records, made.lane)).not.toHaveProperty('reason');
  });

  it('has the outcome on record before it waits for a host, so that one that is killed meanwhile leaves it', async () => {
    const made = await ready();
    const seen: unknown[] = [];
    const stop = async () => void seen.push(await RECORD.outcome.read(made.records, made.lane));
    await stopCrew(portsWith(made, { stop }), state(made, 6));
    expect(seen).toMatchObject([{ outcome: 'measured', rounds: { planned: 6, done: 6 } }]);
  });

  it('has a host look for what a start made that never came on record, and for nothing that did', async () => {
    const made = await world();
    const posts: Post[] = [];
    const ports = portsWith(made, { stopIntended: async (post) => void posts.push(post) });
    const lost = { Error: 'Sandbox.Timedout', Cause: 'StartCrew: Task timed out after 300.00 seconds' };
    await stopCrew(ports, { ...state(made), error: lost });
    expect(posts).toMatchObject([{ run: 'r', lane: made.lane, role: 'client', scenario: 'transfer', site: 'local' }]);
    expect(await RECORD.outcome.need(made.records, made.lane)).toMatchObject({ outcome: 'failed', reason: lost.Cause });
    await startCrew(ports, state(made));
    await stopCrew(ports, state(made, 6));
    expect(posts).toHaveLength(1);
  });

  it.each([true, false])('ends the lane with what is on record once it was tried in vain (outcome on record: %s)', async (on) => {
    const made = await ready();
    if (on) await stopCrew(made.ports, state(made, 6));
    made.calls.length = 0;
    const unstopped = { Error: 'Sandbox.Timedout', Cause: 'StopCrew: Task timed out after 300.00 seconds' };
    await stopCrew(made.ports, { ...state(made, 6), unstopped });
    expect(made.calls).toEqual([]);
    expect(await RECORD.outcome.need(made.records, made.lane)).toMatchObject({ outcome: 'measured', reason: unstopped.Cause });
  });
});

/** The same world with a host that does something else. */
const portsWith = ({ ports }: World, over: Partial<Host>): Ports => ({
  ...ports,
  host: (id) => ({ ...ports.host(id), ...over }),
});
