import { describe, expect, it } from 'vitest';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { sendOrder } from '../../../lib/pipeline/steps/send-order.ts';
import { prepareAll, ready, state, world } from './steps-world.ts';

describe('a run that is being torn down', () => {
  it('has a Prepare that opens nothing that is due after the sweep', async () => {
    const made = await world();
    await RECORD.closed.write(made.records, { at: 'now' });
    await prepareAll(made.ports);
    expect(made.calls.filter((call) => call.startsWith('open'))).toEqual([]);
    expect(await RECORD.store.read(made.records, '8ms-240MBps')).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('being torn down'),
    });
  });

  it('has a SendOrder that hands no order over when all was swept while it signed', async () => {
    const made = await ready();
    const store: typeof made.ports.store = (place) => ({
      ...made.ports.store(place),
      sign: async (request) => {
        await RECORD.closed.write(made.records, { at: 'now' });
        return made.ports.store(place).sign(request);
      },
    });
    await expect(sendOrder({ ...made.ports, store }, state(made))).rejects.toMatchObject({ name: 'RunClosed' });
    expect(made.orders).toEqual([]);
  });
});
