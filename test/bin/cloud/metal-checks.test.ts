import { fileURLToPath } from 'node:url';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metalVerdict } from '../../../bin/cloud/metal-checks.ts';
import { PARAMETER } from '../../../lib/domain/names.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import { type FakeParameters, fakeParameters } from '../../lib/adapters/aws/fakes/parameters.ts';
import { type FakeLatitude, fakeLatitude } from '../../packet-tf/fakes/latitude.ts';

const WISH = selectionFrom('wish');
const METAL = WISH.pairs.filter((pair) => pair.startsWith('packet-'));
let parameters: FakeParameters;
let latitude: FakeLatitude;
let ssm: SSMClient;
beforeAll(async () => {
  parameters = await fakeParameters();
  ssm = new SSMClient({ region: 'us-east-1', endpoint: parameters.url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
});
beforeEach(async () => {
  parameters.parameters.clear();
  parameters.calls.length = 0;
  await latitude?.close();
  latitude = await fakeLatitude();
});
afterAll(async () => {
  ssm.destroy();
  await Promise.all([parameters.close(), latitude.close()]);
});

const store = (Value: string) =>
  parameters.parameters.set(PARAMETER.metalToken, {
    Name: PARAMETER.metalToken,
    Value,
    Type: 'SecureString',
    LastModifiedDate: 0,
  });
const verdict = (selection = WISH, named: readonly string[] = [], lock = fileURLToPath(import.meta.url)) =>
  metalVerdict(ssm, { latitude: latitude.url }, selection, named, lock);

describe('bare metal before a run', () => {
  it('is measured where its token is stored and its account has room', async () => {
    store(latitude.token);
    expect(await verdict()).toEqual({ selection: WISH, notes: [] });
  });

  it('is left out and named without a token, its hosts as well', async () => {
    const { selection, notes } = await verdict();
    expect(selection.pairs).toEqual(WISH.pairs.filter((pair) => !METAL.includes(pair)));
    expect(selection.hosts).not.toContain('t1.small.x86');
    expect(selection.hosts).toContain('a1.large');
    expect(notes).toEqual(
      METAL.map((pair) => `${pair} is left out: no token of Latitude.sh is stored: npm run keys -- latitude.`),
    );
  });

  it.each([
    ['does not take the token', () => store('another'), /is left out: Latitude.sh did not accept the token/],
    [
      'has no room',
      () => {
        store(latitude.token);
        for (const id of ['sv_1', 'sv_2']) latitude.servers.set(id, { id } as never);
      },
      /is left out: the account at Latitude.sh may have 2 servers and has 2/,
    ],
  ])('is left out with the reason where the provider %s', async (_, arrange, says) => {
    arrange();
    expect((await verdict()).notes[0]).toMatch(says);
  });

  it('is left out while the lock of its provider is missing', async () => {
    store(latitude.token);
    expect((await verdict(WISH, [], '/nonexistent/lock')).notes[0]).toMatch(
      /latitude\.lock\.hcl is missing: docs\/bare-metal\.md/,
    );
  });

  it('is refused where it was asked for by name, or where nothing else was asked for', async () => {
    const refused = { name: 'BadInput', message: expect.stringMatching(/^pair packet-ashburn cannot be measured: no token/) };
    await expect(verdict(WISH, ['packet-ashburn'])).rejects.toMatchObject(refused);
    await expect(verdict({ ...WISH, pairs: ['packet-ashburn'] })).rejects.toMatchObject(refused);
  });

  it('asks nobody anything where it was not asked for', async () => {
    const quick = selectionFrom('quick');
    expect(await verdict(quick)).toEqual({ selection: quick, notes: [] });
    expect(parameters.calls).toEqual([]);
  });
});
