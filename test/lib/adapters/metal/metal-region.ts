import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { awsClients } from '../../../../lib/adapters/aws/clients.ts';
import { codeBuilds } from '../../../../lib/adapters/aws/codebuild.ts';
import { errandBox } from '../../../../lib/adapters/aws/errand-box.ts';
import { type S3Records, s3Records } from '../../../../lib/adapters/aws/records.ts';
import { latitudeApi } from '../../../../lib/adapters/metal/latitude-api.ts';
import { type MetalHostOptions, metalHost } from '../../../../lib/adapters/metal/metal-host.ts';
import { METAL_BUILD, PARAMETER, recordsPrefix, runBucket } from '../../../../lib/domain/names.ts';
import { agentNodeFlags } from '../../../../lib/domain/node-flags.ts';
import type { Host, HostHandle } from '../../../../lib/pipeline/ports.ts';
import { type FakeLatitude, fakeLatitude } from '../../../packet-tf/fakes/latitude.ts';
import type { Assets } from '../aws/ec2/region-world.ts';
import { type FakeCodeBuild, fakeCodeBuild, type Variables } from '../aws/fakes/codebuild.ts';
import { type FakeHybrid, fakeHybrid } from '../aws/fakes/hybrid.ts';
import { type Machine, machine } from '../aws/fakes/machine.ts';
import { type FakeSsm, fakeSsm } from '../aws/fakes/ssm.ts';

const REGION = 'us-east-1';
const ACCOUNT = '111122223333';
const RUN_BUCKET = runBucket(ACCOUNT, REGION);

/** What goes wrong in the next build that makes a host. */
export type BuildFault =
  /** Made at the provider; then it neither ends nor writes a word, as when CodeBuild loses its container. */
  /** It waits for `letMake` before it asks for the server. */
  | 'it hangs before the server is made'
  | 'it hangs after the server was made'
  /** Terraform says why, in its file and by its exit code. */
  | 'terraform fails'
  | 'the host never registers';

/** A provider, CodeBuild and SSM on loopback, and a host of them. */
export interface MetalRegion {
  readonly host: Host;
  readonly options: MetalHostOptions;
  readonly records: S3Records;
  readonly latitude: FakeLatitude;
  readonly codeBuild: FakeCodeBuild;
  readonly hybrid: FakeHybrid;
  readonly ssm: FakeSsm;
  readonly faults: BuildFault[];
  /** Lets builds go on that hang before their server is made. */
  letMake(): void;
  /** How many more commands SSM denies, as while a node's tags do not show. */
  denied: number;
  /** Servers at the provider, and processes of machines that are gone. */
  running(): number;
  close(): Promise<void>;
}

let runs = 0;
const aborted = (signal: AbortSignal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

export async function metalRegion(assets: Assets, over: Partial<MetalHostOptions> = {}): Promise<MetalRegion> {
  const run = `run-${runs++}`;
  const { s3 } = assets.bucket;
  await s3.send(new CreateBucketCommand({ Bucket: RUN_BUCKET })).catch(() => {});
  const latitude = await fakeLatitude();
  const hybrid = fakeHybrid();
  const machines = new Map<string, Machine>();
  const faults: BuildFault[] = [];
  const gate = Promise.withResolvers<void>();
  const server = (path: string, method: string, body?: unknown) =>
    fetch(latitude.url + path, {
      method,
      headers: { authorization: latitude.token, 'content-type': 'application/vnd.api+json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  /** As lib/cloud/metal/build-script.ts with Terraform: the state first, then the server, whose user data registers it. */
  async function apply(variables: Variables, stopped: AbortSignal): Promise<void> {
    const { FOLDER = '', HOSTS = '[]', PROJECT_NAME, TF_VAR_project: project, TF_VAR_activation_id: activation = '' } = variables;
    const fault = faults.shift();
    const put = (Key: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: RUN_BUCKET, Key: `${FOLDER}/${Key}`, Body }));
    const read = await s3.send(new GetObjectCommand({ Bucket: RUN_BUCKET, Key: `${FOLDER}/activation` }));
    const code = (await read.Body?.transformToString()) ?? '';
    await put('hosts.tfstate', '{}');
    if (fault === 'terraform fails') {
      await put('failure', 'Error: SERVERS_OUT_OF_STOCK\n');
      throw new Error('Error while executing command: sh build.sh. Reason: exit status 1');
    }
    const [host] = JSON.parse(HOSTS) as readonly { hostname: string; plan: string; site: string }[];
    if (fault === 'it hangs before the server is made') await Promise.race([gate.promise, aborted(stopped)]);
    if (stopped.aborted) return;
    const content = Buffer.from(code).toString('base64');
    await server('/user_data', 'POST', { data: { type: 'user_data', attributes: { description: PROJECT_NAME, content } } });
    const attributes = { ...host, project, billing: 'hourly', operating_system: 'ubuntu_24_04_x64_lts', user_data: '' };
    const answer = await server('/servers', 'POST', { data: { type: 'servers', attributes } });
    const { data } = (await answer.json()) as { readonly data: { readonly id: string } };
    if (fault === 'it hangs after the server was made') {
      await sleep(3_600_000, undefined, { signal: stopped }).catch(() => {});
      return;
    }
    if (fault === 'the host never registers') return;
    const booted = machine(join(assets.folder, run, data.id));
    machines.set(data.id, booted);
    hybrid.register(activation, code, booted);
  }

  const codeBuild = await fakeCodeBuild(METAL_BUILD, async (variables, stopped) => {
    if (variables.ACTION === 'apply') return apply(variables, stopped);
    await s3.send(new DeleteObjectCommand({ Bucket: RUN_BUCKET, Key: `${variables.FOLDER}/hosts.tfstate` }));
  });
  const parameters = new Map([[PARAMETER.hostRuntime, JSON.stringify(assets.runtime)]]);
  const alive = (instance: string) => {
    const found = hybrid.nodes.get(instance)?.machine;
    return [...machines].some(([id, one]) => one === found && latitude.servers.has(id)) ? found : undefined;
  };
  const state = { denied: 0 };
  const refuse = (action: string) => (action === 'SendCommand' && state.denied-- > 0 ? 'AccessDeniedException' : undefined);
  const ssm = await fakeSsm({ parameters, machineOf: alive, actions: hybrid.actions, refuse });
  const keys = { region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };
  const ssmClient = new SSMClient({ ...keys, endpoint: ssm.url });
  const clients = { ...awsClients(), s3: () => s3, ssm: () => ssmClient };
  const records = s3Records({ s3, bucket: RUN_BUCKET, prefix: recordsPrefix(run) });
  const { url, token } = latitude;
  const options: MetalHostOptions = {
    ...{ run, clients, records, nodeFlags: agentNodeFlags },
    deployment: { account: ACCOUNT, home: REGION, regions: [REGION], endpoints: {} },
    builds: codeBuilds({ ssm: ssmClient, region: REGION, project: METAL_BUILD, endpoint: codeBuild.url }),
    api: async () => latitudeApi({ url, token, pauseSeconds: 0.01 }),
    box: errandBox({ s3, bucket: RUN_BUCKET, run, records }),
    now: () => new Date(),
    expiresAt: () => new Date(Date.now() + 90 * 60_000),
    patience: { withinSeconds: 30, pauseSeconds: 0.02, tags: { withinSeconds: 30, pauseSeconds: 0.02 } },
    ...over,
  };
  /** What it does to a machine that its server is deleted. */
  const killGone = () => Promise.all([...machines].map(([id, one]) => (latitude.servers.has(id) ? undefined : one.kill())));
  const host = metalHost(options);
  return Object.assign(state, {
    letMake: () => gate.resolve(),
    ...{ options, records, latitude, codeBuild, hybrid, ssm, faults },
    host: {
      ...host,
      async stop(handle: HostHandle) {
        await host.stop(handle).finally(killGone);
      },
    },
    running: () => latitude.servers.size + [...machines.values()].reduce((sum, one) => sum + one.processes().length, 0),
    async close() {
      await codeBuild.close();
      await Promise.all([...machines.values()].map((one) => one.kill()));
      ssmClient.destroy();
      await ssm.close();
      await latitude.close();
    },
  });
}
