import { describe, expect, it } from 'vitest';
import { keylessStore } from '../../../lib/adapters/stores/keyless-store.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { salvage } from '../../../lib/pipeline/salvage.ts';
import { sendOrder } from '../../../lib/pipeline/steps/send-order.ts';
import { stopCrew } from '../../../lib/pipeline/steps/stop-crew.ts';
import { summarise } from '../../../lib/pipeline/steps/summarise.ts';
import { teardown } from '../../../lib/pipeline/steps/teardown.ts';
import { measured, ready, STORES, state, unplanned, type World, world } from './steps-world.ts';

describe('Summarise', () => {
  it('calls a run partial when a lane failed, even if every cell has numbers', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    await measured(made);
    await stopCrew(made.ports, { ...state(made, 1), error: { Error: 'HostLost', Cause: 'the agent ended with SIGKILL' } });
    await summarise(made.ports, { run: 'r' });
    expect(await RECORD.run.need(made.records)).toMatchObject({ status: 'partial', rounds: { planned: 6, done: 1 } });
  });

  it('says of a cell whose store was given up why, and in the lane as well', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    await measured(made, ['dynamodb-local']);
    await sendOrder(made.ports, state(made, 1));
    await measured(made);
    await stopCrew(made.ports, state(made, 2));
    await summarise(made.ports, { run: 'r' });
    const run = await RECORD.run.need(made.records);
    expect(run.cells.find(({ axes }) => axes.store === 'dynamodb-local')?.failed).toContain('given up after round 1');
    expect(run.lanes[0]?.givenUp).toHaveLength(1);
  });

  it('fails while a planned lane has no outcome', async () => {
    const made = await ready();
    await expect(summarise(made.ports, { run: 'r' })).rejects.toThrow('outcome.json');
  });

  it('records numbers, failures and reasons for every cell of the plan', async () => {
    const made = await world();
    made.broken.add('8ms-240MBps');
    await ready(made);
    for (let round = 0; round < 6; round++) {
      await sendOrder(made.ports, state(made, round));
      await measured(made, round === 0 ? ['5ms-200MBps'] : [], 1 + round / 10);
    }
    made.now = new Date(made.now.getTime() + 30_000);
    await stopCrew(made.ports, state(made, 6));
    await summarise(made.ports, { run: 'r' });
    const run = await RECORD.run.need(made.records);
    const of = (store: string) => run.cells.filter(({ axes }) => axes.store === store);
    expect(run.cells).toHaveLength(16);
    expect(run.status).toBe('partial');
    expect(of('2ms-140MBps')[0]).toMatchObject({ n: 6, rounds: 6, failures: 0, metrics: { ttfb: { n: 6, min: 1, max: 1.5 } } });
    expect(of('8ms-240MBps')[0]).toMatchObject({ n: 0, failed: expect.stringContaining('refuses') });
    expect(of('5ms-200MBps')[0]).toMatchObject({ n: 0, failures: 1, errors: { Timeout: 1 } });
    expect(run.lanes[0]).toMatchObject({ outcome: 'measured', seconds: 30, overhead: expect.any(Number) });
    expect(run.samples.failures).toBe(4);
  });
});

describe('Teardown', () => {
  it('stops every host, closes every store that was opened, and proves that nothing is left', async () => {
    const made = await ready();
    expect(await teardown(made.ports, { run: 'r' })).toEqual({ run: 'r', clean: true });
    expect(made.calls).toContain('stop client');
    for (const store of STORES) expect(made.calls).toContain(`close ${store}`);
    expect(await RECORD.teardown.need(made.records)).toMatchObject({ total: 0, problems: [] });
  });

  it.each([
    ['cannot say that nothing is left of a store whose keys are gone since it was filled', true],
    ['has nothing to say of a store that never had keys', false],
  ])('%s', async (_, filled) => {
    const made = await ready();
    const [place = ''] = STORES;
    const keyless = keylessStore({ id: place, title: place, site: 'here', kind: 'object' }, 'no keys: npm run keys');
    if (!filled) await RECORD.store.write(made.records, { id: place, state: 'failed', opened: false }, place);
    const store = (asked: string) => (asked === place ? keyless : made.ports.store(asked));
    expect(await teardown({ ...made.ports, store }, { run: 'r' })).toMatchObject({ clean: !filled });
    const problems = [`${place}: no keys: npm run keys`, `${place} could not be listed: no keys: npm run keys`];
    expect((await RECORD.teardown.need(made.records)).problems).toEqual(filled ? problems : []);
  });

  it('may run again, and before anything was made', async () => {
    const made = await world();
    expect(await teardown(made.ports, { run: 'r' })).toMatchObject({ clean: true });
    expect(await teardown(made.ports, { run: 'r' })).toMatchObject({ clean: true });
  });

  it('says what is left, by kind, and why it could not be removed', async () => {
    const made = await ready();
    made.left['2ms-140MBps'] = 3;
    expect(await teardown(made.ports, { run: 'r' })).toMatchObject({ clean: false });
    expect(await RECORD.teardown.need(made.records)).toMatchObject({
      left: { objects: 3 },
      problems: ['2ms-140MBps: 2ms-140MBps does not answer'],
    });
  });

  it('expects nothing of a store that could never be opened', async () => {
    const made = await world();
    made.broken.add('5ms-200MBps');
    made.left['5ms-200MBps'] = 0;
    await ready(made);
    expect(await teardown(made.ports, { run: 'r' })).toMatchObject({ clean: true });
  });

  it('stops a crew that is on record when the plan and everything else of its lane is gone', async () => {
    const made = await ready();
    const { read } = made.records;
    const lost: World['records'] = {
      ...made.records,
      read: (key) => (/plan|outcome|sent/.test(key) ? Promise.resolve(undefined) : read(key)),
    };
    await teardown({ ...made.ports, records: lost }, { run: 'r' });
    expect(made.calls).toContain('stop client');
  });

  it('goes on past a crew that cannot be read, a host that nobody knows and a sweep that fails, and says so', async () => {
    const made = await ready();
    await made.records.write('lanes/another/crew.json', '{');
    const sweep = async () => {
      throw new Error('the sweep was denied');
    };
    const host = () => {
      throw new Error('no such host');
    };
    expect(await teardown({ ...made.ports, sweep, host }, { run: 'r' })).toMatchObject({ clean: false });
    for (const store of STORES) expect(made.calls).toContain(`close ${store}`);
    expect((await RECORD.teardown.need(made.records)).problems).toEqual([
      expect.stringContaining('crew of another: '),
      'client on this-machine: no such host',
      'the sweep was denied',
    ]);
  });

  it('sweeps after crews and stores, and before it counts what is left', async () => {
    const made = await ready();
    made.swept.push('an instance without intent was left alone');
    const leftovers = async () => {
      made.calls.push('count');
      return {};
    };
    await teardown({ ...made.ports, leftovers }, { run: 'r' });
    const order = ['stop client', `close ${STORES[0]}`, 'sweep', 'count'].map((call) => made.calls.indexOf(call));
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(order[0]).toBeGreaterThan(-1);
    expect((await RECORD.teardown.need(made.records)).problems).toEqual(['an instance without intent was left alone']);
  });

  it('needs no plan: a run that failed in Plan is removed and proved like any other', async () => {
    const made = unplanned();
    expect(await teardown(made.ports, { run: 'r' })).toEqual({ run: 'r', clean: true });
    expect(made.guard).toBe('cleared');
  });

  it('puts the proof on the page that was already published', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    await measured(made);
    await stopCrew(made.ports, state(made, 1));
    await summarise(made.ports, { run: 'r' });
    await teardown(made.ports, { run: 'r' });
    expect((await RECORD.run.need(made.records)).teardown).toMatchObject({ total: 0 });
    expect(made.calls.at(-1)).toMatch(/^publish/);
  });
});

describe('The guard', () => {
  const minutes = (made: World, from: Date) => (Date.parse(String(made.guard)) - from.getTime()) / 60_000;

  it('is cleared by Teardown when every planned lane has its outcome', async () => {
    const made = await ready();
    await stopCrew(made.ports, state(made, 0));
    await teardown(made.ports, { run: 'r' });
    expect(made.guard).toBe('cleared');
  });

  it('fires once more where a StartCrew may still be under way, and is cleared after that', async () => {
    const made = await ready();
    const first = made.now;
    await teardown(made.ports, { run: 'r' });
    expect(minutes(made, first)).toBe(30);
    // The page needs an outcome for every lane: it says nothing about what is under way.
    await salvage(made.ports, 'the execution was stopped');
    made.now = new Date(first.getTime() + 5 * 60_000);
    await teardown(made.ports, { run: 'r' });
    expect(minutes(made, first)).toBe(30);
    made.now = new Date(first.getTime() + 31 * 60_000);
    await teardown(made.ports, { run: 'r' });
    expect(made.guard).toBe('cleared');
  });
});

describe('salvage', () => {
  it('makes a page of what was measured, with the reason in every lane that was under way', async () => {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    await measured(made);
    expect(await salvage(made.ports, 'the execution was stopped')).toBe('the page');
    const run = await RECORD.run.need(made.records);
    expect(run).toMatchObject({ status: 'interrupted', lanes: [{ outcome: 'stopped', reason: 'the execution was stopped' }] });
    expect(run.lanes[0]?.rounds.done).toBe(1);
    expect(run.samples.timed).toBe(16);
  });

  it('may be asked again: the record stays as it is, with the proof of removal when there is one', async () => {
    const made = await ready();
    await salvage(made.ports, 'the execution was stopped');
    const first = await RECORD.run.need(made.records);
    made.now = new Date(made.now.getTime() + 3_600_000);
    await teardown(made.ports, { run: 'r' });
    await salvage(made.ports, 'another reason');
    const { teardown: proof, ...second } = await RECORD.run.need(made.records);
    expect(proof).toMatchObject({ total: 0 });
    expect({ ...second, teardown: null }).toEqual(first);
  });

  it('refuses a run that was never planned', async () => {
    await expect(salvage(unplanned().ports, 'stopped')).rejects.toMatchObject({ name: 'RecordMissing' });
  });

  it('says of a place that was being prepared when its function was killed why its cells have no numbers', async () => {
    const made = await ready();
    await RECORD.store.write(made.records, { id: '5ms-200MBps', state: 'opening', opened: false }, '5ms-200MBps');
    await salvage(made.ports, 'the execution was stopped');
    const run = await RECORD.run.need(made.records);
    expect(run.cells.find(({ axes }) => axes.store === '5ms-200MBps')?.failed).toContain('not ready');
  });
});
