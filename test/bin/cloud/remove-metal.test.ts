import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MeantServer, removeMetal } from '../../../bin/cloud/removal/remove-metal.ts';
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
  for (const [index, name] of [OURS, EXPIRED].entries()) latitude.projects.set(name, `proj_${index}`);
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
const server = (abandoned: boolean) => ({ run: RUN, name: `project ${OURS} at Latitude.sh`, abandoned });
const remove = (meant: readonly MeantServer[] = [], url = latitude.url) => {
  const where = { home: 'us-east-1', endpoints: { latitude: url } };
  const abandoned = meant.filter((one) => one.abandoned).map(({ run }) => run);
  return removeMetal(
    { ssm: () => ssm },
    where,
    { recorded: new Set([RUN]), meant, abandoned, patience: { withinSeconds: 30, pauseSeconds: 0.02 } },
    () => {},
  );
};
const CLEAN = { blocking: [], problems: [] };

it('npm run destroy removes projects of runs on record, of proofs and expired ones, and no other', async () => {
  store(latitude.token);
  latitude.projects.set(OTHERS, 'proj_others');
  latitude.projects.set('firstbyte-proof-0123abcd-0123abcd-29991121t1330', 'proj_proof');
  latitude.scripts.set('ud_1', { description: OURS, content: 'code' });
  latitude.scripts.set('ud_2', { description: OTHERS, content: 'code' });
  latitude.scripts.set('ud_3', { description: EXPIRED.replace('yyyy', 'gone'), content: 'code' });
  const { blocking, problems } = await remove([server(false)]);
  expect(problems).toEqual([]);
  expect(blocking).toEqual([expect.stringContaining(`project ${OTHERS} at Latitude.sh is of no run on record here`)]);
  expect(blocking[0]).toMatch(
    /due until 2999-11-21 13:30 UTC: .* the token, the records and the lab are kept.* --abandon \S+zzzz$/,
  );
  expect([...latitude.projects.keys()]).toEqual(['given', OTHERS]);
  expect([...latitude.scripts.keys()]).toEqual(['ud_2']);
});

it('leaves a project of no run on record where it is once its run is given up, and says so', async () => {
  store(latitude.token);
  latitude.projects.set(OTHERS, 'proj_others');
  const { blocking, problems } = await remove([{ run: OTHERS.slice(10, 30), name: 'none', abandoned: true }]);
  expect(blocking).toEqual([]);
  expect(problems).toEqual([expect.stringMatching(/^project \S+zzzz\S+ at Latitude.sh .*: it is left there/)]);
  expect([...latitude.projects.keys()]).toContain(OTHERS);
});

it('does not take the token of another account for proof that nothing is there', async () => {
  store(latitude.token);
  const elsewhere = { ...server(false), account: 'another team' };
  expect((await remove([elsewhere])).blocking).toEqual([
    expect.stringMatching(/the token stored is of another account.* --abandon /),
  ]);
  expect(await remove([{ ...elsewhere, abandoned: true }])).toEqual({
    blocking: [],
    problems: [expect.stringMatching(/could not be looked at \(the token stored is of another account/)],
  });
  expect(await remove([{ ...server(false), account: 't' }])).toEqual(CLEAN);
});

it('says what could not be removed, and what to do', async () => {
  store('another token');
  expect(await remove()).toEqual({
    blocking: [
      expect.stringMatching(/^bare metal could not be listed at Latitude.sh: .* npm run keys -- latitude .* with --remove none/),
    ],
    problems: [],
  });
});

it('does nothing where there was never a token, nor a run that meant a server', async () => {
  expect(await remove()).toEqual(CLEAN);
  expect(latitude.calls).toEqual([]);
});

describe.each([
  ['no token is stored', () => {}, /no token of Latitude.sh is stored/],
  ['the token was revoked', () => store('revoked'), /did not accept the token/],
])('where %s and a run meant a server', (_, given, why) => {
  it('nothing else may be removed, and the two ways out are named', async () => {
    given();
    const { blocking, problems } = await remove([server(false)]);
    expect(problems).toEqual([]);
    expect(blocking).toEqual([expect.stringContaining(`project ${OURS} at Latitude.sh may still be there`)]);
    expect(blocking[0]).toMatch(why);
    expect(blocking[0]).toMatch(
      /npm run keys -- latitude stores another token.* npm run destroy -- --abandon 20261121-120000-ab1c$/,
    );
  });

  it('the rest goes on once that run is given up, and its project is named as not looked at', async () => {
    given();
    const { blocking, problems } = await remove([server(true)]);
    expect(blocking).toEqual([]);
    expect(problems).toEqual([
      expect.stringMatching(/^project \S+ at Latitude.sh could not be looked at \(.*\): look for it in/),
    ]);
    expect(problems[0]).toContain(OURS);
    expect(problems[0]).toMatch(why);
  });

  it('a run that is given up opens nothing for another one', async () => {
    given();
    const other = { run: 'another', name: 'project firstbyte-another at Latitude.sh', abandoned: false };
    const { blocking, problems } = await remove([server(true), other]);
    expect([blocking.length, problems.length]).toEqual([1, 1]);
    expect(blocking[0]).not.toContain(OURS);
  });

  it('a new token removes it', async () => {
    given();
    store(latitude.token);
    expect(await remove([server(false)])).toEqual(CLEAN);
    expect([...latitude.projects.keys()]).not.toContain(OURS);
  });
});
