import { describe, expect, it } from 'vitest';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { STEP_NAMES } from '../../../lib/pipeline/step-names.ts';
import { pollCrew } from '../../../lib/pipeline/steps/poll-crew.ts';
import { pollOrder } from '../../../lib/pipeline/steps/poll-order.ts';
import { sendOrder } from '../../../lib/pipeline/steps/send-order.ts';
import { startCrew } from '../../../lib/pipeline/steps/start-crew.ts';
import { STEPS } from '../../../lib/pipeline/steps.ts';
import { measured, PLACES, prepareAll, ready, STORES, state, TWO_SITES, type World, world } from './steps-world.ts';

it('has a step for every name of the machine, and no other', () => {
  expect(Object.keys(STEPS)).toEqual([...STEP_NAMES]);
});

describe('Prepare', () => {
  it('opens every store and writes the objects that are read', async () => {
    const { ports, calls } = await world();
    await prepareAll(ports);
    for (const store of STORES) {
      expect(calls).toContain(`open ${store}`);
      expect(calls.filter((call) => call.startsWith(`seed ${store}`))).toHaveLength(32);
    }
  });

  it('ends with no writer still at work when one object cannot be written', async () => {
    const made = await world();
    made.unwritable.add('8ms-240MBps');
    await prepareAll(made.ports);
    const begun = made.calls.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(made.calls).toHaveLength(begun);
    expect(await RECORD.store.read(made.records, '8ms-240MBps')).toMatchObject({ state: 'failed', opened: true });
    expect(made.calls.filter((call) => call.startsWith('seed 8ms'))).toHaveLength(8);
  });

  it('remembers that an attempt before may have made a container, though this one cannot even open it', async () => {
    const made = await world();
    made.broken.add('8ms-240MBps');
    await RECORD.store.write(made.records, { id: '8ms-240MBps', state: 'opening', opened: false }, '8ms-240MBps');
    await prepareAll(made.ports);
    expect(await RECORD.store.read(made.records, '8ms-240MBps')).toMatchObject({ state: 'failed', opened: true });
  });

  it('opens nothing once somebody asked the run to stop', async () => {
    const made = await world();
    await RECORD.stop.write(made.records, { reason: 'interrupted by SIGINT' });
    made.calls.length = 0;
    await prepareAll(made.ports);
    expect(made.calls).toEqual([]);
  });

  it('fills every place of a store, and lets one that fails take no other place of it down', async () => {
    const made = await world(TWO_SITES);
    made.broken.add('wasabi.us-east-1');
    await prepareAll(made.ports);
    for (const place of PLACES) {
      const failed = place === 'wasabi.us-east-1';
      expect(made.calls.filter((call) => call.startsWith(`seed ${place} `))).toHaveLength(failed ? 0 : 32);
      expect(await RECORD.store.read(made.records, place)).toMatchObject({ state: failed ? 'failed' : 'ready' });
    }
  });

  it('records when each object was written, and an order made by another process tells the agent', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    const exchanges = made.orders[0]?.blocks.flatMap(({ axes, exchanges }) =>
      exchanges.map((exchange) => ({ axes, ...exchange })),
    );
    const of = (operation: string) => exchanges?.filter(({ axes }) => axes.operation === operation) ?? [];
    expect(of('get').length).toBeGreaterThan(0);
    for (const { writtenAt } of of('get')) expect(writtenAt).toBe(made.now.getTime());
    for (const { writtenAt } of of('put')) expect(writtenAt).toBeUndefined();
    expect(Object.keys((await RECORD.seeded.read(made.records, '2ms-140MBps')) ?? {})).toHaveLength(32);
  });

  it('records when an earlier run wrote an object that was kept', async () => {
    const made = await world();
    const then = new Date(made.now.getTime() - 86_400_000);
    const kept = (place: string) => ({ ...made.ports.store(place), seededAt: () => then });
    await prepareAll({ ...made.ports, store: kept });
    const times = Object.values((await RECORD.seeded.read(made.records, '2ms-140MBps')) ?? {});
    expect(new Set(times)).toEqual(new Set([then.getTime()]));
  });

  it('lets a store that fails take only its own cells down', async () => {
    const made = await world();
    made.broken.add('8ms-240MBps');
    await ready(made);
    expect(await RECORD.store.read(made.records, '8ms-240MBps')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('refuses'),
    });
    await sendOrder(made.ports, state(made));
    const stores = new Set(made.orders[0]?.blocks.map(({ axes }) => axes.store));
    expect([...stores].sort()).toEqual(STORES.filter((store) => store !== '8ms-240MBps').sort());
  });
});

describe('SendOrder at two sites', () => {
  it('meets each store in the place of its own site', async () => {
    const made = await ready(await world(TWO_SITES), 'lambda-1gb.us-east-1.small');
    await sendOrder(made.ports, state(made));
    const hosts = new Set(
      made.orders[0]?.blocks.flatMap(({ exchanges }) =>
        exchanges.flatMap(({ parts }) => parts.map((part) => (part.kind === 'object' ? new URL(part.url).hostname : ''))),
      ),
    );
    expect([...hosts].sort()).toEqual(
      PLACES.filter((place) => place.endsWith('us-east-1'))
        .map((place) => `${place}.invalid`)
        .sort(),
    );
    expect(Object.keys((await RECORD.sent.need(made.records, made.lane)).headBytes).sort()).toEqual(
      PLACES.filter((place) => place.endsWith('us-east-1')).sort(),
    );
  });
});

describe('SendOrder of several instances', () => {
  it('never writes a key twice, and reads what all of them read', async () => {
    const made = await world({ instances: 2 });
    const keys = { get: [] as string[], put: [] as string[] };
    for (const lane of ['this-machine.local.small-i1', 'this-machine.local.small-i2']) {
      await ready(made, lane);
      await sendOrder(made.ports, state(made));
    }
    for (const { axes, exchanges } of made.orders.flatMap(({ blocks }) => blocks))
      keys[axes.operation as 'get' | 'put'].push(
        ...exchanges.flatMap(({ parts }) => parts.map((part) => ('url' in part ? part.url : ''))),
      );
    expect(made.orders).toHaveLength(2);
    expect(new Set(keys.put).size).toBe(keys.put.length);
    expect(new Set(keys.put.map((key) => key.length - key.indexOf('/put/'))).size).toBe(1);
    expect(keys.get.filter((key) => /\.i\d$/.test(key))).toEqual([]);
  });
});

describe('SendOrder', () => {
  it('sends every cell once a round, in another order each round and in the same for the same seed', async () => {
    const [one, two] = [await ready(), await ready()];
    for (const round of [0, 1]) {
      await sendOrder(one.ports, state(one, round));
      await sendOrder(two.ports, state(two, round));
    }
    const cells = (made: World, round: number) => made.orders[round]?.blocks.map(({ cell }) => cell) ?? [];
    expect(new Set(cells(one, 0)).size).toBe(4 * 2 * 2);
    expect(cells(one, 0).toSorted()).toEqual(cells(one, 1).toSorted());
    expect(cells(one, 0)).not.toEqual(cells(one, 1));
    expect(cells(two, 0)).toEqual(cells(one, 0));
  });

  it('ends a lane after its last round', async () => {
    const made = await ready();
    expect(await sendOrder(made.ports, state(made, 6))).toMatchObject({ sent: false });
    expect(made.orders).toEqual([]);
  });

  it('starts no round that would end after the lane’s budget', async () => {
    const made = await ready(await world({ maxSeconds: 40 }));
    const budget = (await RECORD.plan.need(made.records)).lanes[0]?.budgetSeconds as number;
    made.now = new Date(made.now.getTime() + budget * 600);
    expect(await sendOrder(made.ports, state(made, 1))).toMatchObject({ sent: false });
    expect(await sendOrder(made.ports, state(made, 2))).toMatchObject({ sent: true });
  });

  it('gives a store up after a round without one success, and says so to no other lane', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    await measured(made, ['dynamodb-local']);
    await sendOrder(made.ports, state(made, 1));
    const stores = new Set(made.orders[1]?.blocks.map(({ axes }) => axes.store));
    expect(stores).not.toContain('dynamodb-local');
    expect(stores.size).toBe(3);
    await measured(made);
    await sendOrder(made.ports, state(made, 2));
    expect(made.orders[2]?.blocks).toHaveLength(12);
    expect(await RECORD.givenUp.read(made.records, made.lane)).toEqual([
      { store: 'dynamodb-local', reason: 'given up after round 1, in which nothing succeeded: Timeout' },
    ]);
  });

  it('never gives a throttled store up: that is a result', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    await measured(made, ['dynamodb-local'], 1, 'Throttled');
    await sendOrder(made.ports, state(made, 1));
    expect(made.orders[1]?.blocks).toHaveLength(16);
  });

  it('starts no round that would end after the run’s time limit, however long preparing took', async () => {
    const made = await ready(await world({ maxSeconds: 200 }));
    made.now = new Date(made.now.getTime() + 190_000);
    await startCrew(made.ports, state(made));
    made.now = new Date(made.now.getTime() + 8_000);
    expect(await sendOrder(made.ports, state(made, 1))).toMatchObject({ sent: false });
  });

  it('is refused once somebody asked the run to stop', async () => {
    const made = await ready();
    await RECORD.stop.write(made.records, { reason: 'interrupted by SIGINT' });
    await expect(sendOrder(made.ports, state(made))).rejects.toMatchObject({ name: 'Stopped', message: 'interrupted by SIGINT' });
  });
});

describe('PollCrew and PollOrder', () => {
  it('wait for a crew that is still starting, but not for ever', async () => {
    const made = await ready();
    made.hostReady = () => undefined;
    await startCrew(made.ports, state(made));
    expect(await pollCrew(made.ports, state(made))).toMatchObject({ ready: false });
    made.now = new Date(made.now.getTime() + 3_600_000);
    await expect(pollCrew(made.ports, state(made))).rejects.toMatchObject({ name: 'HostLost' });
  });

  it('wait longer for a bare-metal server, which is installed first', async () => {
    const made = await ready();
    made.hostReady = () => undefined;
    await startCrew(made.ports, state(made));
    const crew = await RECORD.crew.need(made.records, state(made).lane);
    const members = crew.members.map((member) => ({ ...member, host: 'm4-metal-small' }));
    await RECORD.crew.write(made.records, { ...crew, members }, crew.lane);
    made.now = new Date(made.now.getTime() + 39 * 60_000);
    expect(await pollCrew(made.ports, state(made))).toMatchObject({ ready: false });
    made.now = new Date(made.now.getTime() + 2 * 60_000);
    await expect(pollCrew(made.ports, state(made))).rejects.toMatchObject({ message: expect.stringMatching(/after 2400 s$/) });
  });

  it('name the next round when one is done', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    expect(await pollOrder(made.ports, state(made))).toMatchObject({ done: true, round: 1 });
  });

  it('make the lane fail with the agent’s reason when an order failed as a whole', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    made.pollState = { done: true, failed: 'LoopbackFailed: no port' };
    await expect(pollOrder(made.ports, state(made))).rejects.toMatchObject({
      name: 'OrderFailed',
      message: expect.stringContaining('no port'),
    });
  });

  it('give a host up that is lost or long overdue', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    made.pollState = { done: false, lost: 'ended with SIGKILL' };
    await expect(pollOrder(made.ports, state(made))).rejects.toMatchObject({
      name: 'HostLost',
      message: expect.stringContaining('SIGKILL'),
    });
    made.pollState = { done: false };
    expect(await pollOrder(made.ports, state(made))).toMatchObject({ done: false, round: 0 });
    made.now = new Date(made.now.getTime() + 3_600_000);
    await expect(pollOrder(made.ports, state(made))).rejects.toMatchObject({ name: 'HostLost' });
  });
});

describe('StartCrew', () => {
  it('stops a host it cannot put on record', async () => {
    const made = await world();
    const { write } = made.records;
    const full: World['records'] = {
      ...made.records,
      write: (key, text) => (key.includes('crew') ? Promise.reject(new Error('ENOSPC')) : write(key, text)),
    };
    await expect(startCrew({ ...made.ports, records: full }, state(made))).rejects.toThrow('ENOSPC');
    expect(made.calls.slice(-2)).toEqual(['start client', 'stop client']);
  });

  it('stops itself what it started while the run was being closed: no StopCrew may follow', async () => {
    const made = await world();
    const host = made.ports.host('this-machine');
    const start: typeof host.start = async (post) => {
      const handle = await host.start(post);
      await RECORD.closed.write(made.records, { at: 'now' });
      return handle;
    };
    const closing = { ...made.ports, host: () => ({ ...host, start }) };
    await expect(startCrew(closing, state(made))).rejects.toMatchObject({ name: 'RunClosed' });
    expect(made.calls.slice(-2)).toEqual(['start client', 'stop client']);
  });

  it('starts nothing once the run is closed', async () => {
    const made = await world();
    await RECORD.closed.write(made.records, { at: 'now' });
    await expect(startCrew(made.ports, state(made))).rejects.toMatchObject({ name: 'RunClosed' });
    expect(made.calls).not.toContain('start client');
  });
});
