import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { s3Records } from '../../../../lib/adapters/aws/records.ts';
import {
  dataBucket,
  METAL_BUILD,
  PARAMETER,
  recordsPrefix,
  runBucket,
  siteBucket,
  VARIABLE,
} from '../../../../lib/domain/names.ts';
import { selectionFrom } from '../../../../lib/pipeline/planning/select.ts';
import type { Records } from '../../../../lib/pipeline/ports.ts';
import { RECORD, type RunRequest } from '../../../../lib/pipeline/run-records.ts';
import { KEYS, type RunningStandIn, startStandIn } from '../local/s3/stand-in.ts';
import { type FakeAccount, fakeAccount, json, type Service } from './fakes/account.ts';
import { type FakeCodeBuild, fakeCodeBuild } from './fakes/codebuild.ts';
import { type FakeEc2, fakeEc2 } from './fakes/ec2.ts';
import { type FakeHybrid, fakeHybrid } from './fakes/hybrid.ts';
import { type FakeScheduler, fakeScheduler } from './fakes/scheduler.ts';
import { type FakeStates, fakeStates } from './fakes/states.ts';
import { fakeLambdaSettings, fakeParameterStore } from './fakes/surroundings.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const SECRET = 'an-unguessable-part-of-an-address';

/** A deployed lab of one region on loopback: its functions are called as Lambda calls them, with their environment. */
export interface LabWorld {
  readonly s3: S3Client;
  readonly ec2: FakeEc2;
  readonly states: FakeStates;
  readonly scheduler: FakeScheduler;
  readonly hybrid: FakeHybrid;
  readonly codeBuild: FakeCodeBuild;
  /** By `region name`. */
  readonly parameters: Map<string, string>;
  /** Further hybrid activations that SSM lists, and log groups with the time they appeared. */
  readonly activations: object[];
  readonly logGroups: { logGroupName: string; creationTime: number }[];
  records(run: string): Records;
  /** Writes the request of a run, as `npm start` does. */
  request(run: string, startedAt: Date): Promise<void>;
  /** The published page of the run; undefined when there is none. */
  page(): Promise<string | undefined>;
  stop(): Promise<void>;
}

export async function labWorld(): Promise<LabWorld> {
  // Resolved: the machines of the fakes are found by their working directory.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firstbyte-lab-')));
  const standIn: RunningStandIn = await startStandIn({ region: REGION });
  const ec2 = await fakeEc2({ folder, subnets: {}, offerings: {} });
  const [states, scheduler] = [fakeStates(), fakeScheduler()];
  const activations: object[] = [];
  const logGroups: LabWorld['logGroups'] = [];
  const parameters = new Map([[`${REGION} ${PARAMETER.siteUrl}`, 'https://pages.example']]);
  const parameterStore = fakeParameterStore(parameters);
  const hybrid = fakeHybrid();
  const actions: FakeHybrid['actions'] = {
    ...hybrid.actions,
    DescribeActivations: () => ({
      ActivationList: [
        ...activations,
        ...[...hybrid.activations.values()].map(({ id, tags }) => ({ ActivationId: id, Tags: tags })),
      ],
    }),
  };
  // A build runs until it is stopped.
  const codeBuild = await fakeCodeBuild(METAL_BUILD, (_, stopped) => once(stopped, 'abort').then(() => {}));
  const account: FakeAccount = await fakeAccount({
    states: states.service,
    scheduler: scheduler.service,
    lambda: fakeLambdaSettings(10, { 'firstbyte-plan': 256 }),
    ssm(call) {
      const known = actions[call.action];
      return known ? json(known(call.input)) : parameterStore(call);
    },
    logs: (({ input }) =>
      json({
        logGroups: logGroups.filter((one) => one.logGroupName.startsWith(String(input.logGroupNamePrefix))),
      })) satisfies Service,
  });
  const restore = setEnvironment({
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
    AWS_MAX_ATTEMPTS: '1',
    AWS_ENDPOINT_URL: account.url,
    AWS_ENDPOINT_URL_S3: standIn.endpoint,
    AWS_ENDPOINT_URL_EC2: ec2.url,
    AWS_ENDPOINT_URL_CODEBUILD: codeBuild.url,
    [VARIABLE.account]: ACCOUNT,
    [VARIABLE.regions]: REGION,
  });
  const s3 = standIn.client({ region: REGION, requestChecksumCalculation: 'WHEN_REQUIRED' });
  for (const Bucket of [runBucket(ACCOUNT, REGION), siteBucket(ACCOUNT, REGION), dataBucket(ACCOUNT, REGION)])
    await s3.send(new CreateBucketCommand({ Bucket }));
  const records = (run: string) => s3Records({ s3, bucket: runBucket(ACCOUNT, REGION), prefix: recordsPrefix(run) });
  return {
    ...{ s3, ec2, states, scheduler, hybrid, codeBuild, parameters, activations, logGroups, records },
    request: (run, startedAt) => RECORD.request.write(records(run), requestOf(run, startedAt)),
    async page() {
      const wanted = new GetObjectCommand({ Bucket: siteBucket(ACCOUNT, REGION), Key: `${SECRET}/index.html` });
      return s3.send(wanted).then(
        ({ Body }) => Body?.transformToString(),
        () => undefined,
      );
    },
    async stop() {
      restore();
      await Promise.all([account.close(), ec2.close(), codeBuild.close(), standIn.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function requestOf(run: string, startedAt: Date): RunRequest {
  const selection = selectionFrom('quick', {
    ...{ stores: ['s3'], hosts: ['t3.nano'], pairs: ['aws-virginia'], sizes: ['1KB'] },
    rounds: 6,
  });
  const plain = { preset: 'quick', stores: [], skipped: [], version: '0.0.0', secret: SECRET };
  return { run, selection, startedAt: startedAt.toISOString(), ...plain };
}

/** Sets variables of this process; returns what puts the old ones back. */
function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  };
}

/** An object of someone's, to be counted. */
export async function putObject({ s3 }: LabWorld, Bucket: string, Key: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
}

export const documentedEvent = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/events/${name}.json`, import.meta.url), 'utf8'));
