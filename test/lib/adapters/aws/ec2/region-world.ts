import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { type AwsClients, awsClients } from '../../../../../lib/adapters/aws/clients.ts';
import { ec2Host } from '../../../../../lib/adapters/aws/ec2/ec2-host.ts';
import { type ErrandBox, errandBox } from '../../../../../lib/adapters/aws/errand-box.ts';
import type { S3Records } from '../../../../../lib/adapters/aws/records.ts';
import { hostEntry } from '../../../../../lib/catalog/lookup.ts';
import { type HostRuntime, PARAMETER } from '../../../../../lib/domain/names.ts';
import { agentNodeFlags } from '../../../../../lib/domain/node-flags.ts';
import type { Host } from '../../../../../lib/pipeline/ports.ts';
import { type FakeEc2, fakeEc2 } from '../fakes/ec2.ts';
import { type FakeSsm, fakeSsm } from '../fakes/ssm.ts';
import { BUCKET, type RunBucket, runBucketStandIn } from '../run-bucket.ts';

export const SITE = 'us-east-1';
export const NOW = new Date('2026-11-21T12:00:00Z');
export const EXPIRES = new Date('2026-11-21T13:30:00Z');
export const TYPES = ['t2.nano', 't3.nano', 'a1.medium'];
const ASSETS = 'assets-of-the-region';
const SUBNETS = { 'subnet-1': 'use1-az1', 'subnet-2': 'use1-az2', 'subnet-3': 'use1-az3' };
const OFFERINGS = {
  't2.nano': ['use1-az1', 'use1-az2', 'use1-az3'],
  't3.nano': ['use1-az1', 'use1-az2'],
  'a1.medium': ['use1-az2'],
};

/** What a region's stack leaves in its asset bucket: small stand-ins, downloaded and checked as the real ones are. */
export interface Assets {
  readonly bucket: RunBucket;
  readonly runtime: HostRuntime;
  readonly folder: string;
  stop(): Promise<void>;
}

const hashOf = (name: string, data: Uint8Array): string => createHash(name).update(data).digest('hex');

/** A package whose `bin/node` is the Node of these tests, as published packages are laid out. */
export function nodePackage(folder: string, script = `exec '${process.execPath}' "$@"`): Buffer {
  mkdirSync(join(folder, 'package/bin'), { recursive: true });
  writeFileSync(join(folder, 'package/bin/node'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'package/bin/node'), 0o755);
  execFileSync('tar', ['-czf', 'node.tgz', 'package'], { cwd: folder });
  return readFileSync(join(folder, 'node.tgz'));
}

export async function regionAssets(agent: Uint8Array): Promise<Assets> {
  // Resolved: the machines of the fakes are found by their working directory.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firstbyte-region-')));
  const bucket = await runBucketStandIn();
  const node = nodePackage(folder);
  await bucket.s3.send(new CreateBucketCommand({ Bucket: ASSETS }));
  for (const [Key, Body] of Object.entries({ 'agent.mjs': agent, 'node.tgz': node }))
    await bucket.s3.send(new PutObjectCommand({ Bucket: ASSETS, Key, Body }));
  const packed = { key: 'node.tgz', sha512: hashOf('sha512', node) };
  return {
    bucket,
    folder,
    runtime: {
      bucket: ASSETS,
      agent: { key: 'agent.mjs', sha256: hashOf('sha256', agent) },
      node: { x86_64: packed, arm64: packed },
    },
    async stop() {
      await bucket.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** One region with its stack, and a host in it. */
export interface RegionWorld {
  readonly ec2: FakeEc2;
  readonly ssm: FakeSsm;
  readonly parameters: Map<string, string>;
  readonly clients: AwsClients;
  readonly records: S3Records;
  readonly box: ErrandBox;
  readonly host: Host;
  /** Instances that are not terminated, and processes of those that are. */
  running(): number;
  close(): Promise<void>;
}

let runs = 0;

export async function regionWorld(assets: Assets): Promise<RegionWorld> {
  const run = `run-${runs++}`;
  const ec2 = await fakeEc2({ folder: join(assets.folder, run), subnets: SUBNETS, offerings: OFFERINGS });
  const parameters = new Map<string, string>([
    [PARAMETER.network, JSON.stringify({ vpc: 'vpc-1', securityGroup: 'sg-1', subnets: Object.keys(SUBNETS) })],
    [PARAMETER.hostRuntime, JSON.stringify(assets.runtime)],
    ...TYPES.map((type): [string, string] => [hostEntry(type)?.image ?? '', `ami-${hostEntry(type)?.arch}`]),
  ]);
  const ssm = await fakeSsm({
    parameters,
    machineOf: (id) => {
      const instance = ec2.instances.get(id);
      return instance?.state === 'running' ? instance.machine : undefined;
    },
  });
  const keys = { region: SITE, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };
  const [ec2Client, ssmClient] = [new EC2Client({ ...keys, endpoint: ec2.url }), new SSMClient({ ...keys, endpoint: ssm.url })];
  const clients = { ...awsClients(), s3: () => assets.bucket.s3, ec2: () => ec2Client, ssm: () => ssmClient };
  const records = assets.bucket.records(run);
  const box = errandBox({ s3: assets.bucket.s3, bucket: BUCKET, run, records });
  const host = ec2Host({
    ...{ run, clients, box, records, nodeFlags: agentNodeFlags },
    now: () => new Date(),
    typesAt: () => TYPES,
    expiresAt: () => new Date(Date.now() + 90 * 60_000),
  });
  return {
    ...{ ec2, ssm, parameters, clients, records, box, host },
    running: () =>
      [...ec2.instances.values()]
        .map(({ state, machine }) => (state === 'terminated' ? machine.processes().length : 1))
        .reduce((sum, count) => sum + count, 0),
    async close() {
      ec2Client.destroy();
      ssmClient.destroy();
      await ssm.close();
      await ec2.close();
    },
  };
}
