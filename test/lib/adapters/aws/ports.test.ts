import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleAgent } from '../../../../agent/bundle.ts';
import { type AwsClients, awsClients } from '../../../../lib/adapters/aws/clients.ts';
import { awsPorts } from '../../../../lib/adapters/aws/ports.ts';
import { dataBucket, PARAMETER, probeFunction, runBucket, siteBucket, VARIABLE } from '../../../../lib/domain/names.ts';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import type { Ports } from '../../../../lib/pipeline/ports.ts';
import { RECORD, type RunRequest } from '../../../../lib/pipeline/run-records.ts';
import { STEPS } from '../../../../lib/pipeline/steps.ts';
import { scenarioPlan } from '../../../../lib/scenarios/plans.ts';
import { sourceOf } from '../../../agent/agent-process.ts';
import { KEYS, type RunningStandIn, startStandIn } from '../local/s3/stand-in.ts';
import { type FakeLambda, fakeLambda } from './fakes/lambda.ts';
import { type FakeParameters, fakeParameters } from './fakes/parameters.ts';

const [ACCOUNT, HOME] = ['111122223333', 'eu-central-1'];
const SITE_URL = 'https://d111111abcdef8.cloudfront.net';
const SECRET = 'an-unguessable-folder-of-this-run';

const folder = mkdtempSync(join(tmpdir(), 'firstbyte-ports-'));
let standIn: RunningStandIn;
let s3: S3Client;
let lambda: FakeLambda;
let parameters: FakeParameters;
let clients: AwsClients;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  standIn = await startStandIn({ region: HOME });
  s3 = standIn.client({ region: HOME, maxAttempts: 3, requestChecksumCalculation: 'WHEN_REQUIRED' });
  for (const Bucket of [runBucket(ACCOUNT, HOME), siteBucket(ACCOUNT, HOME), dataBucket(ACCOUNT, HOME)])
    await s3.send(new CreateBucketCommand({ Bucket }));
  const bundle = join(folder, 'probe.mjs');
  await bundleAgent(sourceOf('lambdas/probe.ts'), bundle);
  lambda = await fakeLambda({ [probeFunction('lambda-1gb')]: bundle });
  parameters = await fakeParameters();
  const ssm = new SSMClient({ endpoint: parameters.url, region: HOME, credentials: KEYS });
  clients = { ...awsClients(), s3: () => s3, lambda: () => lambda.client(), ssm: () => ssm };
  env = {
    [VARIABLE.account]: ACCOUNT,
    [VARIABLE.regions]: HOME,
    AWS_REGION: HOME,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_ENDPOINT_URL_S3: standIn.endpoint,
  };
});
afterAll(async () => {
  await lambda.stop();
  await parameters.close();
  await standIn.stop();
  rmSync(folder, { recursive: true, force: true });
});

const request = (run: string): RunRequest => ({
  run,
  preset: 'test',
  selection: {
    ...{ scenario: 'transfer', stores: ['s3'], hosts: ['lambda-1gb'], pairs: ['aws-frankfurt'], sizes: [1000] },
    ...{ operations: ['get', 'put'], connections: ['reused'], streams: [1], rounds: 2, seed: 7 },
  },
  ...{ stores: [], skipped: [], startedAt: new Date().toISOString(), version: '0', secret: SECRET },
});

/** The ports as the next function of the run would have them; this region has no Scheduler. */
async function portsOf(run: string): Promise<Ports> {
  const { guard: _, ...ports } = await awsPorts({ run, env, scenario: scenarioPlan, clients });
  return ports;
}

describe('the ports of the cloud', () => {
  it('carry a lane through all its steps, each in a process of its own: a probe measures S3, the page is published', async () => {
    const run = '20261121-120000-test';
    await RECORD.request.write((await portsOf(run)).records, request(run));
    const { places, small } = await STEPS.Plan(await portsOf(run), { run });
    expect(places).toEqual([`s3.${HOME}`]);
    for (const place of places) await STEPS.Prepare(await portsOf(run), { run, place });
    const [lane = ''] = small;
    let state = await STEPS.StartCrew(await portsOf(run), { run, lane, round: 0 });
    expect((await STEPS.PollCrew(await portsOf(run), state)).ready).toBe(true);
    for (;;) {
      const sent = await STEPS.SendOrder(await portsOf(run), state);
      if (!sent.sent) break;
      state = await vi.waitUntil(
        async () => {
          const polled = await STEPS.PollOrder(await portsOf(run), state);
          return polled.done ? polled : undefined;
        },
        { timeout: 20_000, interval: 100 },
      );
    }
    await STEPS.StopCrew(await portsOf(run), state);
    await STEPS.Summarise(await portsOf(run), { run });

    await expect(STEPS.Publish(await portsOf(run), { run })).rejects.toMatchObject({ name: 'NotDeployed' });
    parameters.parameters.set(PARAMETER.siteUrl, {
      Name: PARAMETER.siteUrl,
      Value: SITE_URL,
      Type: 'String',
      LastModifiedDate: 0,
    });
    expect((await STEPS.Publish(await portsOf(run), { run })).report).toBe(`${SITE_URL}/${SECRET}/index.html`);

    const { Body } = await s3.send(new GetObjectCommand({ Bucket: siteBucket(ACCOUNT, HOME), Key: `${SECRET}/run.json` }));
    const record = JSON.parse(await text(Body as NodeJS.ReadableStream)) as RunRecord;
    expect(record.lanes).toMatchObject([{ outcome: 'measured', rounds: { planned: 2, done: 2 } }]);
    const measured = record.cells.filter(({ impossible }) => !impossible);
    expect(measured.length).toBeGreaterThan(1);
    for (const { metrics } of measured) expect(metrics.ttfb?.n).toBeGreaterThan(0);
    expect(await (await portsOf(run)).records.list('errands/')).toEqual([]);
  }, 60_000);

  it('close a store by what the run recorded, in another process than the one that filled it', async () => {
    const run = '20261121-120001-test';
    const { records } = await portsOf(run);
    await RECORD.request.write(records, request(run));
    await STEPS.Plan(await portsOf(run), { run });
    await STEPS.Prepare(await portsOf(run), { run, place: `s3.${HOME}` });
    const left = async () => Object.values(await (await portsOf(run)).store(`s3.${HOME}`).left()).reduce((sum, n) => sum + n, 0);
    expect(await left()).toBeGreaterThan(0);
    await (await portsOf(run)).store(`s3.${HOME}`).close();
    expect(await left()).toBe(0);
  });

  it('have no host that the cloud has not, and lose the lane by name', async () => {
    const ports = await portsOf('20261121-120002-test');
    const post = {
      run: 'r',
      lane: 'l',
      scenario: 'transfer',
      role: 'client',
      serves: false,
      host: 'm4-metal-small',
      site: 'amsterdam',
    };
    await expect(ports.host('m4-metal-small').start(post)).rejects.toMatchObject({
      name: 'HostLost',
      message: 'no token of Latitude.sh is stored: npm run keys -- latitude',
    });
    await expect(ports.host('this-machine').start(post)).rejects.toMatchObject({ name: 'HostLost' });
    await expect(ports.host('this-machine').stop({})).resolves.toBeUndefined();
  });

  it('refuse an environment that is no function of the stack', async () => {
    await expect(awsPorts({ run: 'r', env: {}, scenario: scenarioPlan, clients })).rejects.toMatchObject({ name: 'NotDeployed' });
  });
});
