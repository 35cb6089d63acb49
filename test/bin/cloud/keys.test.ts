import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FakeAccount, fakeAccount } from '../../lib/adapters/aws/fakes/account.ts';
import { type FakeParameters, fakeParameters } from '../../lib/adapters/aws/fakes/parameters.ts';
import { fakeStates } from '../../lib/adapters/aws/fakes/states.ts';
import { fakeSts } from '../../lib/adapters/aws/fakes/sts.ts';
import { fakeNoBuckets } from '../../lib/adapters/aws/fakes/surroundings.ts';
import { KEYS, type RunningStandIn, startStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { type Ended, run } from '../command.ts';
import { runHere } from '../command-here.ts';

const REGION = 'eu-central-1';
let parameters: FakeParameters;
let account: FakeAccount;
const states = fakeStates();
let wasabi: RunningStandIn;
/** Lists no buckets for anybody. */
let credulous: Server;
beforeAll(async () => {
  parameters = await fakeParameters();
  account = await fakeAccount({ sts: fakeSts('123456789012'), states: states.service, s3: fakeNoBuckets });
  wasabi = await startStandIn({ region: REGION });
  credulous = createServer((_, response) => response.end('<ListAllMyBucketsResult/>'));
  await new Promise<void>((resolve) => credulous.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await Promise.all([parameters.close(), account.close(), wasabi.stop()]);
  credulous.closeAllConnections();
  credulous.close();
});
afterEach(() => {
  parameters.parameters.clear();
  parameters.refusal = undefined;
  states.executions.length = 0;
});

const WASABI = { WASABI_ACCESS_KEY_ID: KEYS.accessKeyId, WASABI_SECRET_ACCESS_KEY: KEYS.secretAccessKey };
const B2 = { B2_KEY_ID: '0030123456789abcdef000001', B2_APPLICATION_KEY: 'K003secretsecretsecret' };
const AWS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

function keys(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  places?: Record<string, string>,
  command: typeof runHere = runHere,
): Promise<Ended> {
  const endpoints = places ?? { [`wasabi.${REGION}`]: wasabi.endpoint };
  return command(['keys', ...args, '-c', `firstbyte:endpoints=${JSON.stringify(endpoints)}`], {
    emptyEnv: true,
    // No file of a person's own, and no instance metadata, may lend credentials to a test.
    env: {
      ...{ ...AWS, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_ENDPOINT_URL: account.url, AWS_ENDPOINT_URL_SSM: parameters.url, ...env },
    },
  });
}

const stored = () => [...parameters.parameters.keys()];
const oneLine = ({ stderr }: Ended) => {
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return stderr.trim();
};

describe('npm run keys, from list to removal', { timeout: 60_000 }, () => {
  it('lists, stores, lists and removes without ever showing a key', async () => {
    const before = await keys(['--list']);
    expect(before.stdout).toContain(`wasabi ${REGION}: no keys`);
    expect(before.stdout).toContain('b2 eu-central-003: no keys');

    const done = await keys(['wasabi', REGION], WASABI, undefined, run);
    expect(done.stderr).toBe('');
    expect(done.code).toBe(0);
    expect(done.stdout).toBe(
      `wasabi ${REGION}: accepted by the provider and stored in us-east-1 as /firstbyte/keys/wasabi/${REGION}\n`,
    );
    const parameter = parameters.parameters.get(`/firstbyte/keys/wasabi/${REGION}`);
    expect(parameter?.Type).toBe('SecureString');
    expect(JSON.parse(parameter?.Value ?? '')).toEqual(KEYS);

    const after = await keys(['wasabi', '--list']);
    expect(after.stdout).toMatch(new RegExp(`^wasabi ${REGION}: stored on \\d{4}-\\d{2}-\\d{2}$`, 'm'));
    const removed = await keys(['wasabi', '--remove']);
    expect(removed.stdout).toBe(`wasabi ${REGION}: removed\n`);
    expect((await keys(['wasabi', REGION, '--remove'])).stdout).toBe(`wasabi ${REGION}: there were none\n`);
    for (const { stdout, stderr } of [before, done, after, removed]) {
      expect(stdout + stderr).not.toContain(KEYS.accessKeyId);
      expect(stdout + stderr).not.toContain(KEYS.secretAccessKey);
    }
  });
});

describe('npm run keys', { timeout: 60_000 }, () => {
  it('removes no keys that a run under way needs to remove what it made', async () => {
    expect((await keys(['wasabi', REGION], WASABI)).code).toBe(0);
    states.executions.push({ run: '20261121-000000-aaaa', input: '{}', status: 'RUNNING' });
    const refused = await keys(['wasabi', '--remove']);
    expect(oneLine(refused)).toMatch(/run 20261121-000000-aaaa is under way and needs its keys.*--stop 20261121-000000-aaaa/);
    expect(refused.code).toBe(2);
    expect(stored()).toEqual([`/firstbyte/keys/wasabi/${REGION}`]);
  });

  it('removes no keys that a pool kept at the provider needs to be removed', async () => {
    expect((await keys(['wasabi', REGION], WASABI)).code).toBe(0);
    const Name = `/firstbyte/pools/wasabi/${REGION}`;
    parameters.parameters.set(Name, { Name, Value: 'kept', Type: 'String', LastModifiedDate: 0 });
    const refused = await keys(['wasabi', '--remove']);
    expect(oneLine(refused)).toMatch(/objects to read are kept at wasabi in eu-central-1, .*: npm run destroy removes both/);
    expect(stored()).toContain(`/firstbyte/keys/wasabi/${REGION}`);
  });

  it("stores Wasabi's keys for all its regions, and B2's for one", async () => {
    const endpoint = `http://127.0.0.1:${(credulous.address() as AddressInfo).port}`;
    const wasabis = ['wasabi.eu-central-1', 'wasabi.us-east-1', 'wasabi.us-west-1', 'wasabi-frankfurt.eu-central-2'];
    const places = Object.fromEntries([...wasabis, 'b2.eu-central-003'].map((place) => [place, endpoint]));
    expect((await keys(['wasabi'], WASABI, places)).code).toBe(0);
    expect((await keys(['b2', 'eu-central-003'], B2, places)).code).toBe(0);
    expect(stored()).toEqual([
      ...['eu-central-1', 'us-east-1', 'us-west-1', 'eu-central-2'].map((region) => `/firstbyte/keys/wasabi/${region}`),
      '/firstbyte/keys/b2/eu-central-003',
    ]);
  });

  it.each([
    ['no provider', [], {}, /name whose keys: npm run keys -- wasabi or npm run keys -- b2/],
    ['a wrong provider', ['wasaby'], {}, /unknown provider "wasaby": did you mean wasabi\?/],
    ['a wrong region', ['wasabi', 'us-west-2'], {}, /unknown region of wasabi "us-west-2": did you mean us-west-1\?/],
    ['B2 without a region', ['b2'], B2, /an account of b2 has one region: name it, npm run keys -- b2 eu-central-003 or/],
    ['no keys and no terminal', ['wasabi'], {}, /no keys were given: set WASABI_ACCESS_KEY_ID and WASABI_SECRET_ACCESS_KEY, or/],
    ['half of a pair', ['b2', 'eu-central-003'], { B2_KEY_ID: 'x' }, /B2_APPLICATION_KEY is not set: set both it and B2_KEY_ID/],
    [
      "B2's master key",
      ['b2', 'eu-central-003'],
      { ...B2, B2_KEY_ID: '0123456789ab' },
      /master key, which B2's S3 API does not take/,
    ],
    [
      'an access key id that the provider does not know',
      ['wasabi', REGION],
      { ...WASABI, WASABI_ACCESS_KEY_ID: 'WRONG' },
      /does not know the access key id: check that the keys.*Nothing was stored/,
    ],
    [
      'a wrong secret',
      ['wasabi', REGION],
      { ...WASABI, WASABI_SECRET_ACCESS_KEY: 'wrong' },
      /rejects the signature: check the secret access key.*Nothing was stored/,
    ],
    [
      'no credentials for AWS',
      ['wasabi'],
      { ...WASABI, AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      /no AWS credentials: run/,
    ],
    [
      'an AWS that is not there',
      ['--list'],
      { AWS_ENDPOINT_URL_SSM: 'http://127.0.0.1:1' },
      /AWS cannot be reached: the connection is refused/,
    ],
  ] as const)('says in one line what to do about %s, and stores nothing', async (_, args, env, says) => {
    const ended = await keys(args, env);
    expect(oneLine(ended)).toMatch(says);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).not.toMatch(/K003secret|0123456789ab|WRONG/);
    expect(stored()).toEqual([]);
  });

  it("says which region B2's keys look like when another one refuses them", async () => {
    const b2 = await startStandIn({ region: 'us-west-004' });
    const ended = await keys(['b2', 'us-west-004'], B2, { 'b2.us-west-004': b2.endpoint });
    expect(oneLine(ended)).toMatch(/does not know the access key id.*these look like keys of eu-central-003/);
    await b2.stop();
  });

  it.each([
    ['ExpiredTokenException', /session token has expired: get new credentials/],
    ['AccessDeniedException', /AWS denies access/],
  ])('says what AWS means by %s before it asks for keys', async (refusal, says) => {
    parameters.refusal = refusal;
    expect(oneLine(await keys(['wasabi']))).toMatch(says);
  });
});
