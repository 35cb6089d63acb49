import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeAccount, fakeAccount } from '../../lib/adapters/aws/fakes/account.ts';
import { type FakeParameters, fakeParameters } from '../../lib/adapters/aws/fakes/parameters.ts';
import { fakeStates } from '../../lib/adapters/aws/fakes/states.ts';
import { fakeSts } from '../../lib/adapters/aws/fakes/sts.ts';
import { fakeNoBuckets } from '../../lib/adapters/aws/fakes/surroundings.ts';
import { type FakeLatitude, fakeLatitude } from '../../packet-tf/fakes/latitude.ts';
import { type Ended, run } from '../command.ts';
import { runHere } from '../command-here.ts';

const NAME = '/firstbyte/keys/latitude/token';
const states = fakeStates();
let parameters: FakeParameters;
let account: FakeAccount;
let latitude: FakeLatitude;
beforeAll(async () => {
  parameters = await fakeParameters();
  account = await fakeAccount({ sts: fakeSts('123456789012'), states: states.service, s3: fakeNoBuckets });
  latitude = await fakeLatitude();
});
afterAll(() => Promise.all([parameters.close(), account.close(), latitude.close()]));
afterEach(() => {
  parameters.parameters.clear();
  parameters.refusal = undefined;
  states.executions.length = 0;
});

function keys(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  command: typeof runHere = runHere,
): Promise<Ended> {
  return command(['keys', ...args, '-c', `firstbyte:endpoints=${JSON.stringify({ latitude: latitude.url })}`], {
    emptyEnv: true,
    env: {
      ...{ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_ENDPOINT_URL: account.url, AWS_ENDPOINT_URL_SSM: parameters.url, ...env },
    },
  });
}

describe('npm run keys -- latitude', { timeout: 60_000 }, () => {
  it('lists, stores, replaces and removes the token without ever showing it', async () => {
    expect((await keys(['--list'])).stdout).toMatch(/latitude: no token$/m);
    const done = await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: ` ${latitude.token}\n` }, run);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toBe(`latitude: accepted by the provider and stored in us-east-1 as ${NAME}\n`);
    expect(parameters.parameters.get(NAME)).toMatchObject({ Type: 'SecureString', Value: latitude.token });
    const again = await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: latitude.token });
    const listed = await keys(['latitude', '--list']);
    expect(listed.stdout).toMatch(/^latitude: stored on \d{4}-\d\d-\d\d$/m);
    const removed = await keys(['latitude', '--remove']);
    expect(removed.stdout).toBe('latitude: removed\n');
    expect((await keys(['latitude', '--remove'])).stdout).toBe('latitude: there was none\n');
    expect(JSON.stringify([done, again, listed, removed])).not.toContain(latitude.token);
  });

  it.each([
    ['the provider does not know', 'another-token', /Latitude.sh did not accept the token. Nothing was stored.$/],
    ['cannot be one', 'two words', /this is no token of Latitude.sh/],
  ])('stores no token that %s', async (_, token, says) => {
    const ended = await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: token });
    expect(ended.code).toBe(2);
    expect(ended.stderr.trim()).toMatch(says);
    expect(ended.stderr).not.toContain(token);
    expect([...parameters.parameters.keys()]).toEqual([]);
  });

  it('says what to set where nobody can be asked, and that there is one token for all sites', async () => {
    expect((await keys(['latitude'])).stderr).toMatch(/set LATITUDESH_AUTH_TOKEN/);
    expect((await keys(['latitude', 'AMS'])).stderr).toMatch(/one token for all its sites/);
  });

  it('is not replaced by one of another account while a project of ours is there, which only it leads to', async () => {
    const name = 'firstbyte-20261121-120000-ab1c-0123abcd-20261121t1330';
    latitude.otherTeams.set('another-token', 'another team');
    await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: latitude.token });
    latitude.projects.set(name, 'proj_1');
    const refused = await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: 'another-token' });
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(`of another account .* projects of ours \\(${name}\\).* Nothing was stored`)),
    ]);
    expect(parameters.parameters.get(NAME)?.Value).toBe(latitude.token);
    latitude.otherTeams.set('a-newer-token', 't');
    expect((await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: 'a-newer-token' })).code, 'the same account').toBe(0);
    expect(parameters.parameters.get(NAME)?.Value).toBe('a-newer-token');
    await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: latitude.token });
    latitude.projects.delete(name);
    expect((await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: 'another-token' })).code, 'nothing of ours').toBe(0);
    latitude.otherTeams.clear();
  });

  it('is not removed while a run is under way', async () => {
    await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: latitude.token });
    states.executions.push({ run: '20261121-120000-ab1c', input: '{}', status: 'RUNNING' });
    expect((await keys(['latitude', '--remove'])).code).toBe(2);
    expect([...parameters.parameters.keys()]).toEqual([NAME]);
  });

  it('is not removed while a project of ours is at the provider, which only it leads to', async () => {
    await keys(['latitude'], { LATITUDESH_AUTH_TOKEN: latitude.token });
    const name = 'firstbyte-20261121-120000-ab1c-0123abcd-20261121t1330';
    latitude.projects.set(name, 'proj_1');
    const refused = await keys(['latitude', '--remove']);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining(`1 projects of ours are still at Latitude.sh (${name})`),
    ]);
    expect([...parameters.parameters.keys()]).toEqual([NAME]);
    latitude.projects.delete(name);
    expect((await keys(['latitude', '--remove'])).code).toBe(0);
    expect([...parameters.parameters.keys()]).toEqual([]);
  });

  it('is removed when the provider does not take it any more, which is said; and kept when nobody can ask', async () => {
    const put = (Value: string) =>
      parameters.parameters.set(NAME, { Name: NAME, Value, Type: 'SecureString', LastModifiedDate: 0 });
    put(latitude.token);
    latitude.refusals.push(503, 503, 503);
    const refused = await keys(['latitude', '--remove']);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/503.*The token is kept/)]);
    put('revoked');
    const removed = await keys(['latitude', '--remove']);
    expect([removed.code, removed.stderr]).toEqual([0, expect.stringContaining('does not accept this token any more')]);
    expect([...parameters.parameters.keys()]).toEqual([]);
  });
});
