import { Buffer } from 'node:buffer';
import { EC2Client } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ec2Left, sweepInstances } from '../../../../../lib/adapters/aws/ec2/sweep.ts';
import { TAG } from '../../../../../lib/domain/names.ts';
import type { Post } from '../../../../../lib/domain/order.ts';
import type { Lane, Plan } from '../../../../../lib/domain/plan.ts';
import type { Ports } from '../../../../../lib/pipeline/ports.ts';
import { RECORD } from '../../../../../lib/pipeline/run-records.ts';
import { startCrew } from '../../../../../lib/pipeline/steps/start-crew.ts';
import { type Assets, type RegionWorld, regionAssets, regionWorld, SITE } from './region-world.ts';

const post: Post = { run: 'r1', lane: 'lane', scenario: 'transfer', role: 'client', serves: false, host: 't3.nano', site: SITE };
const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
const NOTHING = { instances: 0, volumes: 0, 'network interfaces': 0, 'key pairs': 0 };
let assets: Assets;
let world: RegionWorld;

beforeAll(async () => {
  assets = await regionAssets(Buffer.from('no agent is needed to remove it'));
});
afterAll(() => assets.stop());
beforeEach(async () => {
  world = await regionWorld(assets);
});
afterEach(() => world.close());

const sweep = (seconds = 5, regions = [SITE]) =>
  sweepInstances({ run: 'r1', regions, clients: world.clients, records: world.records, patience: { seconds, pauseMs: 10 } });
const left = () => ec2Left({ run: 'r1', regions: [SITE], clients: world.clients });
const states = () => [...world.ec2.instances.values()].map(({ state }) => state);

describe('a sweep', () => {
  it('terminates every instance of the run, with its volume and its interface', async () => {
    await world.host.start(post);
    await world.host.start({ ...post, lane: 'other' });
    expect(await left()).toEqual({ ...NOTHING, instances: 2, volumes: 2, 'network interfaces': 2 });
    expect(await sweep()).toEqual([]);
    expect(await left()).toEqual(NOTHING);
  });

  it('may be repeated, and has nothing to do where nothing was made', async () => {
    expect(await sweep()).toEqual([]);
    await world.host.start(post);
    await sweep();
    expect(await sweep()).toEqual([]);
  });

  it('leaves the instances of other runs alone', async () => {
    await world.host.start({ ...post, run: 'r2' });
    expect(await sweep()).toEqual([]);
    expect(states()).toEqual(['running']);
  });

  it.each([
    ['no intent', { [TAG.run]: 'r1' }],
    ['an intent that is not on record', { [TAG.run]: 'r1', [TAG.intent]: 'made-up' }],
  ])('leaves alone what carries the tag of the run with %s, and says so without naming it', async (_, tags) => {
    const { id } = world.ec2.plant(tags);
    const problems = await sweep();
    expect(problems).toEqual([
      expect.stringMatching(/^us-east-1: 1 instance\(s\) carry the tag of this run but were never intended/),
    ]);
    expect(problems[0]).not.toContain(id);
    expect(states()).toEqual(['running']);
    expect(await left()).toMatchObject({ instances: 1 });
  });

  it('does not take an intent of another kind for one to launch', async () => {
    await RECORD.intent.write(world.records, { kind: 'schedule', region: SITE, name: 'a-schedule', at: '' }, 'a-schedule');
    world.ec2.plant({ [TAG.run]: 'r1', [TAG.intent]: 'a-schedule' });
    expect(await sweep()).toHaveLength(1);
    expect(states()).toEqual(['running']);
  });

  it('waits until what it terminated is gone', async () => {
    await world.host.start(post);
    world.ec2.terminatedState = 'shutting-down';
    const swept = sweep();
    setTimeout(() => {
      for (const instance of world.ec2.instances.values()) instance.state = 'terminated';
    }, 100);
    expect(await swept).toEqual([]);
    expect(await left()).toEqual(NOTHING);
  });

  it('ends when its time is up, and says that something is left', async () => {
    await world.host.start(post);
    world.ec2.terminatedState = 'shutting-down';
    expect(await sweep(0.1)).toEqual([expect.stringMatching(/^us-east-1: not everything was gone/)]);
    expect(await left()).toMatchObject({ instances: 1 });
  });

  it('goes on elsewhere when one region cannot be asked', async () => {
    await world.host.start(post);
    // Port 1 of this machine refuses connections.
    const away = new EC2Client({ endpoint: 'http://127.0.0.1:1', region: 'eu-central-1', credentials: KEYS, maxAttempts: 1 });
    const clients = { ...world.clients, ec2: (region: string) => (region === SITE ? world.clients.ec2(region) : away) };
    const one = { run: 'r1', records: world.records, patience: { seconds: 5, pauseMs: 10 } };
    expect(await sweepInstances({ ...one, clients, regions: ['eu-central-1', SITE] })).toEqual([
      expect.stringMatching(/^instances in eu-central-1 could not be removed: .*ECONNREFUSED/),
    ]);
    expect(states()).toEqual(['terminated']);
    away.destroy();
  });
});

describe('a run that is torn down while an instance is launched', () => {
  const lane = { id: 'lane', site: SITE, scenario: 'transfer', crew: [{ role: 'client', host: 't3.nano', serves: false }] };
  const ports = () => ({ run: 'r1', now: () => new Date(), records: world.records, host: () => world.host }) as unknown as Ports;

  beforeEach(() => RECORD.plan.write(world.records, { lanes: [lane as unknown as Lane] } as unknown as Plan));

  it('ends it: the step that launched looks again and terminates', async () => {
    world.ec2.launched = () => RECORD.closed.write(world.records, { at: new Date().toISOString() });
    await expect(startCrew(ports(), { run: 'r1', lane: 'lane', round: 0 })).rejects.toMatchObject({ name: 'RunClosed' });
    expect(world.ec2.launches).toHaveLength(1);
    expect(await left()).toEqual(NOTHING);
  });

  it('ends it also when that step is killed: a later sweep knows it by tag and intent', async () => {
    world.ec2.launched = async () => {
      // What a sweep finds that came before the instance was listed.
      await RECORD.closed.write(world.records, { at: new Date().toISOString() });
      throw new Error('the connection of a killed function');
    };
    await expect(startCrew(ports(), { run: 'r1', lane: 'lane', round: 0 })).rejects.toThrow();
    expect(await RECORD.crew.read(world.records, 'lane')).toBeUndefined();
    expect(states()).toEqual(['running']);
    expect(await sweep()).toEqual([]);
    expect(await left()).toEqual(NOTHING);
  });

  it('launches nothing once it is closed', async () => {
    await RECORD.closed.write(world.records, { at: new Date().toISOString() });
    await expect(startCrew(ports(), { run: 'r1', lane: 'lane', round: 0 })).rejects.toMatchObject({ name: 'RunClosed' });
    expect(world.ec2.launches).toHaveLength(0);
  });
});
