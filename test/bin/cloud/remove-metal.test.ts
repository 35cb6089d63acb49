import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeMetal } from '../../../bin/cloud/removal/remove-metal.ts';
import { PARAMETER } from '../../../lib/domain/names.ts';
import { type FakeParameters, fakeParameters } from '../../lib/adapters/aws/fakes/parameters.ts';
import { type FakeLatitude, fakeLatitude } from '../../packet-tf/fakes/latitude.ts';

const RUN = '20261121-120000-ab1c';
const OURS = `firstbyte-${RUN}-0123abcd-29991121t1330`;
/** Of another account with the same token, measuring now; and one that should have gone long ago. */
const OTHERS = 'firstbyte-20261121-120000-zzzz-0123abcd-29991121t1330';
const EXPIRED = 'firstbyte-20201121-120000-yyyy-0123abcd-20201121t1330';
let parameters: FakeParameters;
let latitude: FakeLatitude;
let ssm: SSMClient;
beforeEach(async () => {
  parameters = await fakeParameters();
  latitude = await fakeLatitude();
  ssm = new SSMClient({ region: 'us-east-1', endpoint: parameters.url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  for (const [index, name] of [OURS, OTHERS, EXPIRED].entries()) latitude.projects.set(name, `proj_${index}`);
});
afterEach(async () => {
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
const remove = () =>
  removeMetal({ ssm: () => ssm }, { home: 'us-east-1', endpoints: { latitude: latitude.url } }, new Set([RUN]), () => {});

it('npm run destroy removes projects of runs on record and expired ones, and no other', async () => {
  store(latitude.token);
  expect(await remove()).toEqual([]);
  expect([...latitude.projects.keys()]).toEqual(['given', OTHERS]);
});

it('says what could not be removed, and what to do', async () => {
  store('another token');
  expect(await remove()).toEqual([
    expect.stringMatching(/^bare metal could not be listed at Latitude.sh: .* npm run keys -- latitude/),
  ]);
});

it('does nothing where there was never a token', async () => {
  expect(await remove()).toEqual([]);
  expect(latitude.calls).toEqual([]);
});
