import { DeleteBucketCommand, ListBucketsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { commandClients } from '../../../bin/cloud/clients.ts';
import type { Keep } from '../../../bin/cloud/removal/inventory.ts';
import { proofLines, removeAll } from '../../../bin/cloud/removal/remove-all.ts';
import { runBucket, siteBucket } from '../../../lib/domain/names.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { json, type Service } from '../../lib/adapters/aws/fakes/account.ts';
import { fakeEc2Offers } from '../../lib/adapters/aws/fakes/surroundings.ts';
import { run } from '../command.ts';
import { ACCOUNT, HERE, HOME, type Lab, type LabOptions, lab } from './lab.ts';

const RUNS = runBucket(ACCOUNT, HOME);
const SITE = siteBucket(ACCOUNT, HOME);
const ALL: Keep = { report: false, keys: false };
const DEPLOYMENT = { account: ACCOUNT, home: HOME, regions: [HOME], endpoints: {} };

let here: Lab | undefined;
let finalized: string[] = [];
beforeEach(() => {
  finalized = [];
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await here?.close();
  here = undefined;
});

/** A finalizer that proves the removal of every run it is called for, or fails with `failure`. */
const finalizer =
  (failure?: string): Service =>
  async ({ input }) => {
    finalized.push(String(input.run));
    if (failure !== undefined)
      return { ...json({ errorMessage: failure, errorType: 'SomethingLeft' }), headers: { 'x-amz-function-error': 'Unhandled' } };
    await RECORD.teardown.write((here as Lab).records(String(input.run)), proof(0));
    return json(null);
  };

const proof = (total: number) => ({ at: 'now', left: { instances: total }, total, problems: [] });

/** A deployment with two runs on record, one of them without proof of removal, and everything that runs leave around. */
async function used(options: LabOptions = {}): Promise<Lab> {
  const made = await lab({ services: { lambda: finalizer() }, ...options });
  here = made;
  for (const [name, value] of Object.entries(made.env)) vi.stubEnv(name, value);
  await RECORD.teardown.write(made.records('20261120-000000-done'), proof(0));
  await RECORD.teardown.write(made.records('20261121-000000-left'), proof(2));
  await made.s3.send(new PutObjectCommand({ Bucket: SITE, Key: 'secret/index.html', Body: 'page' }));
  made.parameters.set(`${HOME} /firstbyte/keys/wasabi/us-east-1`, '{}');
  made.parameters.set('eu-central-1 /firstbyte/network', '{}');
  for (const name of ['/aws/lambda/firstbyte-probe-lambda-1gb', '/aws/lambda/firstbyte-site'])
    made.logGroups.add(`${HOME} ${name}`);
  made.logGroups.add(`${HOME} /aws/lambda/somebody-else`);
  return made;
}

const remove = (made: Lab, keep: Keep, cdk: (args: readonly string[]) => Promise<void>) => {
  const said: string[] = [];
  const removal = { clients: commandClients(), deployment: DEPLOYMENT, keep, cdk, say: (line: string) => said.push(line) };
  return removeAll(removal).then((left) => ({ left, said, lines: proofLines(left, keep), made }));
};

/** The CDK's command as far as CloudFormation would: stacks and their buckets go, which have to be empty. */
const cdkOf = (made: Lab, asked: string[][]) => async (args: readonly string[]) => {
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
const buckets = async ({ s3 }: Lab) => ((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);

describe('removing everything', () => {
  it('finishes dead runs, empties buckets, destroys stacks, deletes what no stack owned, and proves it', async () => {
    const made = await used();
    const asked: string[][] = [];
    const { left, lines } = await remove(made, ALL, cdkOf(made, asked));
    expect(left).toEqual({ found: [], problems: [] });
    expect(lines.at(-1)).toMatch(
      /^nothing is left: no stack, bucket, parameter, log group, schedule or instance of ours in any region$/,
    );
    expect(finalized).toEqual(['20261121-000000-left']);
    expect(asked).toEqual([['destroy', '--all', '--force']]);
    expect(await buckets(made)).toEqual([]);
    expect([...made.parameters.keys()]).toEqual([`${HOME} /cdk-bootstrap/hnb659fds/version`]);
    expect([...made.logGroups]).toEqual([`${HOME} /aws/lambda/somebody-else`]);
  });

  it('keeps the published pages and the keys when asked to', async () => {
    const made = await used();
    const asked: string[][] = [];
    const { left, lines } = await remove(made, { report: true, keys: true }, cdkOf(made, asked));
    expect(left).toEqual({ found: [], problems: [] });
    expect(lines.at(-1)).toMatch(/, except the published pages and keys of providers$/);
    expect(asked).toEqual([['destroy', 'firstbyte-lab', 'firstbyte-region-us-east-1', '--force']]);
    expect(await buckets(made)).toEqual([SITE]);
    expect(made.stacks.map(({ name }) => name)).toEqual(['firstbyte-site']);
    expect(made.parameters.has(`${HOME} /firstbyte/site-url`)).toBe(true);
    expect(made.parameters.has(`${HOME} /firstbyte/keys/wasabi/us-east-1`)).toBe(true);
    expect(made.logGroups.has(`${HOME} /aws/lambda/firstbyte-site`)).toBe(true);
  });

  it('asks CloudFormation itself where the CDK fails, the lab first, and deletes the buckets that stay', async () => {
    const made = await used();
    const { left, said } = await remove(made, ALL, () => Promise.reject(new Error('cdk destroy ended with code 1')));
    expect(left).toEqual({ found: [], problems: [] });
    expect(said).toContain('cdk destroy ended with code 1; CloudFormation is asked itself');
    expect(await buckets(made)).toEqual([]);
    expect(made.account.calls.filter((call) => call.endsWith('DeleteStack'))).toHaveLength(3);
  });

  it('says what the finalizer could not do, removes the rest, and does not call it clean', async () => {
    const made = await used({ services: { lambda: finalizer('run x: 2 things left') } });
    const { left, lines } = await remove(made, ALL, cdkOf(made, []));
    expect(left.found).toEqual([]);
    expect(lines[0]).toBe('20261121-000000-left: run x: 2 things left');
  });

  it('destroys nothing under an instance that still runs', async () => {
    const ec2 = fakeEc2Offers({}, { 'us-west-2': ['i-1'] });
    const made = await used({ services: { lambda: finalizer(), ec2 } });
    const asked: string[][] = [];
    const { left, lines } = await remove(made, ALL, cdkOf(made, asked));
    expect(asked).toEqual([]);
    expect(left.found.length).toBeGreaterThan(0);
    expect(lines.join('\n')).toMatch(/instances tagged as ours run in us-west-2: wait until they end themselves/);
    expect(lines.at(-1)).toMatch(/left behind in .*us-west-2: 1 instances/);
    expect(made.stacks).toHaveLength(3);
  });
});

describe('npm run destroy', () => {
  it('says that there is nothing to remove, as often as it is asked', async () => {
    here = await lab({ deployed: false });
    for (let times = 0; times < 2; times++) {
      const { code, stderr } = await run(['destroy', '--yes', ...HERE], { env: here.env });
      expect([code, stderr.trim()]).toEqual([0, `nothing to remove in account ${ACCOUNT}`]);
    }
  });

  it('refuses while a run is under way, and where nobody can be asked', async () => {
    here = await lab();
    const asked = await run(['destroy', ...HERE], { env: here.env });
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringMatching(/nobody is here to ask: give --yes/)]);
    here.states.executions.push({ run: 'going', input: '{}', status: 'RUNNING' });
    const live = await run(['destroy', '--yes', ...HERE], { env: here.env });
    expect([live.code, live.stderr]).toEqual([
      2,
      expect.stringMatching(/run going is under way: npm run destroy -- --stop ends it first/),
    ]);
    expect(here.stacks).toHaveLength(3);
  });
});
