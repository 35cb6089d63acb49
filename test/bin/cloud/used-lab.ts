import { DeleteBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Cdk } from '../../../bin/cloud/cdk.ts';
import { commandClients } from '../../../bin/cloud/clients.ts';
import type { Inventory, Keep } from '../../../bin/cloud/removal/inventory.ts';
import { proofLines, removeAll } from '../../../bin/cloud/removal/remove-all.ts';
import { runBucket, siteBucket } from '../../../lib/domain/names.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { json, type Service } from '../../lib/adapters/aws/fakes/account.ts';
import { ACCOUNT, HOME, type Lab, type LabOptions, lab } from './lab.ts';

export const RUNS = runBucket(ACCOUNT, HOME);
export const SITE = siteBucket(ACCOUNT, HOME);
export const ALL: Keep = { report: false, keys: false };
/** The run without proof of removal. */
export const LEFT = '20261121-000000-left';

interface Removing {
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly abandoned?: readonly string[];
}

interface Removed {
  readonly left: Inventory;
  readonly said: readonly string[];
  readonly lines: readonly string[];
}

export interface UsedLabs {
  /** A deployment with two runs on record, one of them without proof of removal, and everything that runs leave around. */
  used(options?: LabOptions): Promise<Lab>;
  /** A finalizer that proves the removal of every run it is called for, or fails with `failure`. */
  finalizer(failure?: string): Service;
  /** Runs that the finalizer of this test was called for. */
  readonly finalized: string[];
  remove(keep: Keep, cdk: Cdk, how?: Removing): Promise<Removed>;
}

/** Labs for the tests of a file, one at a time, each closed after its test. */
export function usedLabs(): UsedLabs {
  const finalized: string[] = [];
  let here: Lab | undefined;
  beforeEach(() => {
    finalized.length = 0;
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await here?.close();
    here = undefined;
  });
  const finalizer =
    (failure?: string): Service =>
    async ({ input }) => {
      finalized.push(String(input.run));
      const headers = { 'x-amz-function-error': 'Unhandled' };
      if (failure !== undefined) return { ...json({ errorMessage: failure, errorType: 'SomethingLeft' }), headers };
      await RECORD.teardown.write((here as Lab).records(String(input.run)), proof(0));
      return json(null);
    };
  return {
    finalized,
    finalizer,
    async used(options = {}) {
      const made = await lab({ services: { lambda: finalizer() }, ...options });
      here = made;
      for (const [name, value] of Object.entries(made.env)) vi.stubEnv(name, value);
      await RECORD.teardown.write(made.records('20261120-000000-done'), proof(0));
      await RECORD.teardown.write(made.records(LEFT), proof(2));
      await made.s3.send(new PutObjectCommand({ Bucket: SITE, Key: 'secret/index.html', Body: 'page' }));
      made.parameters.set(`${HOME} /firstbyte/keys/wasabi/us-east-1`, '{}');
      made.parameters.set('eu-central-1 /firstbyte/network', '{}');
      for (const name of ['/aws/lambda/firstbyte-probe-lambda-1gb', '/aws/lambda/firstbyte-site'])
        made.logGroups.add(`${HOME} ${name}`);
      made.logGroups.add(`${HOME} /aws/lambda/somebody-else`);
      return made;
    },
    async remove(keep, cdk, { endpoints = {}, abandoned = [] } = {}) {
      const said: string[] = [];
      const deployment = { account: ACCOUNT, home: HOME, regions: [HOME], endpoints };
      const say = (line: string) => void said.push(line);
      const left = await removeAll({ clients: commandClients(), deployment, keep, cdk, say, abandoned });
      return { left, said, lines: proofLines(left, keep) };
    },
  };
}

const proof = (total: number) => ({ at: new Date().toISOString(), left: { instances: total }, total, problems: [] });

/** The CDK's command as far as CloudFormation would: stacks and their buckets go, which have to be empty. */
export const cdkOf =
  (made: Lab, asked: string[][] = []): Cdk =>
  async (args) => {
    asked.push([...args]);
    const goes = (name: string) => args.includes('--all') || args.includes(name);
    for (const [stack, bucket] of [
      ['firstbyte-lab', RUNS],
      ['firstbyte-site', SITE],
    ] as const)
      if (goes(stack)) await made.s3.send(new DeleteBucketCommand({ Bucket: bucket }));
    if (goes('firstbyte-site')) made.parameters.delete(`${HOME} /firstbyte/site-url`);
    made.stacks.splice(0, made.stacks.length, ...made.stacks.filter(({ name }) => !goes(name)));
  };

export const buckets = async ({ s3 }: Lab) => ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
