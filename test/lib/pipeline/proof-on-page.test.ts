import { describe, expect, it } from 'vitest';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { publish } from '../../../lib/pipeline/steps/publish.ts';
import { sendOrder } from '../../../lib/pipeline/steps/send-order.ts';
import { stopCrew } from '../../../lib/pipeline/steps/stop-crew.ts';
import { summarise } from '../../../lib/pipeline/steps/summarise.ts';
import { teardown } from '../../../lib/pipeline/steps/teardown.ts';
import { measured, ready, state, type World } from './steps-world.ts';

describe('Teardown of a run that has a page', () => {
  /** A summarised run, and for each publishing whether samples came just before. */
  async function summarised(): Promise<{ readonly made: World; readonly ports: World['ports']; readonly samples: boolean[] }> {
    const made = await ready();
    await sendOrder(made.ports, state(made));
    await measured(made);
    await stopCrew(made.ports, state(made, 1));
    await summarise(made.ports, { run: 'r' });
    const samples: boolean[] = [];
    let came = false;
    const publisher: World['ports']['publisher'] = {
      async samples() {
        came = true;
        return [{ name: 'samples.csv.gz', bytes: 7 }];
      },
      async publish({ files }) {
        expect(files).toEqual([{ name: 'samples.csv.gz', bytes: 7 }]);
        samples.push(came);
        came = false;
        return 'the page';
      },
    };
    return { made, ports: { ...made.ports, publisher }, samples };
  }

  it('leaves the samples as Publish put them there', async () => {
    const { ports, samples } = await summarised();
    await publish(ports, { run: 'r' });
    await teardown(ports, { run: 'r' });
    expect(samples).toEqual([true, false]);
  });

  it('brings the samples along when Publish never got so far', async () => {
    const { ports, samples } = await summarised();
    await teardown(ports, { run: 'r' });
    expect(samples).toEqual([true]);
  });

  it('has its proof on record before it draws the page, and says on record when that fails', async () => {
    const { made, ports } = await summarised();
    let proofBefore: unknown;
    const failing: World['ports']['publisher'] = {
      async publish() {
        proofBefore = await RECORD.teardown.read(made.records);
        throw new Error('the site is gone');
      },
    };
    expect(await teardown({ ...ports, publisher: failing }, { run: 'r' })).toMatchObject({ clean: false });
    expect(proofBefore).toMatchObject({ total: 0, problems: [] });
    expect(await RECORD.teardown.need(made.records)).toMatchObject({ total: 0, problems: ['the site is gone'] });
  });
});
