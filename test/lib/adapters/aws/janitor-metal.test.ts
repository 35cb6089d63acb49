import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as janitor } from '../../../../lambdas/janitor.ts';
import { awsClients } from '../../../../lib/adapters/aws/clients.ts';
import { codeBuilds } from '../../../../lib/adapters/aws/codebuild.ts';
import { METAL_BUILD, PARAMETER, TAG, VARIABLE } from '../../../../lib/domain/names.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import { type FakeLatitude, fakeLatitude } from '../../../packet-tf/fakes/latitude.ts';
import { type LabWorld, labWorld, REGION } from './lab-world.ts';

const HOUR_MS = 3_600_000;
/** Nobody has it on record; its host should have been gone for two hours. */
const UNKNOWN = '20261120-120000-eeee';
const FORGOTTEN = '20261120-120000-aaaa';
const nameOf = (run: string, expires: Date) => {
  const stamp = expires.toISOString().replaceAll(/[-:]/g, '').slice(0, 13).toLowerCase();
  return `firstbyte-${run}-0123abcd-${stamp}`;
};
const EXPIRED = nameOf(UNKNOWN, new Date(Date.now() - 2 * HOUR_MS));
const YOUNG = nameOf(UNKNOWN, new Date(Date.now() - HOUR_MS / 2));
let lab: LabWorld;
let latitude: FakeLatitude;
beforeEach(async () => {
  lab = await labWorld();
  latitude = await fakeLatitude();
  vi.stubEnv(VARIABLE.endpoints, JSON.stringify({ latitude: latitude.url }));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([lab.stop(), latitude.close()]);
});

const storeToken = () => lab.parameters.set(`${REGION} ${PARAMETER.metalToken}`, latitude.token);

/** Everything that a host leaves around, of a run without records. */
async function leave(name: string): Promise<void> {
  const ssm = awsClients().ssm(REGION);
  await codeBuilds({ ssm, region: REGION, project: METAL_BUILD }).start({ ACTION: 'apply', PROJECT_NAME: name }, name);
  ssm.destroy();
  const Tags = [{ Key: TAG.intent, Value: name }];
  const ours = { IamRole: 'firstbyte-metal-host-us-east-1', RegistrationLimit: 2, DefaultInstanceName: 'fb', Tags };
  const made = lab.hybrid.actions.CreateActivation?.({ ...ours, ExpirationDate: Date.now() / 1000 + 60 });
  const { ActivationId, ActivationCode } = made as Record<'ActivationId' | 'ActivationCode', string>;
  lab.hybrid.register(ActivationId, ActivationCode, undefined as never);
  latitude.projects.set(name, `proj_${name}`);
  latitude.scripts.set(`ud_${name}`, { description: name, content: 'code' });
}
const left = () => ({
  builds: lab.codeBuild.builds.filter(({ status }) => status === 'IN_PROGRESS').length,
  activations: lab.hybrid.activations.size,
  nodes: lab.hybrid.nodes.size,
  projects: latitude.projects.size - 1,
  userData: latitude.rest(),
});
const NOTHING = { builds: 0, activations: 0, nodes: 0, projects: 0, userData: 0 };

describe('the janitor, where bare metal of a run without records is left', () => {
  it('stops its build, deletes its activation and node, and removes it at the provider', async () => {
    storeToken();
    await leave(EXPIRED);
    await janitor();
    expect(left()).toEqual(NOTHING);
  }, 60_000);

  it('does in the account what needs no token', async () => {
    await leave(EXPIRED);
    await janitor();
    expect(left()).toEqual({ ...NOTHING, projects: 1, userData: 1 });
  });

  it('leaves it the hour that it may end by itself in', async () => {
    storeToken();
    await leave(YOUNG);
    await janitor();
    expect(left()).toEqual({ builds: 1, activations: 1, nodes: 1, projects: 1, userData: 1 });
  });
});

it('removes the expired host of a run that still runs, and lets the run measure on', async () => {
  storeToken();
  const run = '20261121-120000-bbbb';
  await lab.request(run, new Date(Date.now() - 3 * HOUR_MS));
  lab.states.executions.push({ run, input: '{}', status: 'RUNNING' });
  const [expired, young] = [nameOf(run, new Date(Date.now() - HOUR_MS / 10)), nameOf(run, new Date(Date.now() + HOUR_MS))];
  await leave(expired);
  latitude.projects.set(young, 'proj_young');
  await janitor();
  expect(left()).toEqual({ ...NOTHING, projects: 1 });
  expect([...latitude.projects.keys()]).toContain(young);
  expect(lab.states.executions.find((one) => one.run === run)?.status).toBe('RUNNING');
  expect(await RECORD.closed.read(lab.records(run))).toBeUndefined();
}, 60_000);

it('a run on record that meant a server is a problem as long as no token is stored, and is proved gone with one', async () => {
  await lab.request(FORGOTTEN, new Date(Date.now() - 3 * HOUR_MS));
  const name = nameOf(FORGOTTEN, new Date(Date.now() - HOUR_MS));
  await RECORD.intent.write(lab.records(FORGOTTEN), { kind: 'server', region: 'LAX', name, at: 'then' }, name);
  await expect(janitor()).rejects.toMatchObject({
    name: 'SomethingLeft',
    message: expect.stringContaining(`bare metal ${name}: no token of Latitude.sh is stored: npm run keys -- latitude`),
  });
  const proof = await RECORD.teardown.read(lab.records(FORGOTTEN));
  expect(proof?.problems).not.toEqual([]);
  storeToken();
  await janitor();
  expect(await RECORD.teardown.read(lab.records(FORGOTTEN))).toMatchObject({ total: 0, problems: [] });
});
