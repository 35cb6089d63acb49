import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { handler as plan } from '../../../../lambdas/plan.ts';
import { handler as prepare } from '../../../../lambdas/prepare.ts';
import { handler as teardown } from '../../../../lambdas/teardown.ts';
import { VARIABLE } from '../../../../lib/domain/names.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import { type LabWorld, labWorld } from './lab-world.ts';

const RUN = '20261121-120000-ab12';
let lab: LabWorld;
beforeAll(async () => {
  lab = await labWorld();
  await lab.request(RUN, new Date());
}, 30_000);
afterAll(() => lab.stop());
afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a deployment during a run', () => {
  it('of the same version changes nothing', async () => {
    vi.stubEnv(VARIABLE.version, '0.0.0');
    await plan({ run: RUN });
    expect(await RECORD.plan.read(lab.records(RUN))).toBeDefined();
  });

  it('of another version ends what still measures, with both versions in the reason', async () => {
    vi.stubEnv(VARIABLE.version, '0.0.1');
    await expect(prepare({ run: RUN, place: 's3.us-east-1' })).rejects.toMatchObject({
      name: 'AnotherVersion',
      message: 'the run was started by version 0.0.0, and 0.0.1 was deployed meanwhile',
    });
    expect(await lab.records(RUN).list('stores/')).toEqual([]);
  });

  it('never keeps a run from being removed', async () => {
    vi.stubEnv(VARIABLE.version, '0.0.1');
    expect(await teardown({ run: RUN })).toMatchObject({ run: RUN });
    expect(await RECORD.teardown.read(lab.records(RUN))).toMatchObject({ total: 0, problems: [] });
  });
});
