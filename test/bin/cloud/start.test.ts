import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RECORD, type RunRequest } from '../../../lib/pipeline/run-records.ts';
import { type RunningStandIn, startStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { type Ended, run } from '../command.ts';
import { runHere } from '../command-here.ts';
import { HERE, HOME, type Lab, type LabOptions, lab, labStandIn } from './lab.ts';

const QUICK = ['--stores', 's3', '--sizes', '1KB', '--rounds', '1', '--pairs', 'aws-virginia'];
const SMALL = [...HERE, ...QUICK];

const PLAYED_KEYS = { accessKeyId: 'PLAYED', secretAccessKey: 'a secret of the player' };
const playedBy = ({ endpoint }: RunningStandIn) => ['-c', `firstbyte:endpoints={"wasabi.us-east-1":"${endpoint}"}`];

let standIn: RunningStandIn;
beforeAll(async () => {
  standIn = await labStandIn();
});
afterAll(() => standIn.stop());

let here: Lab | undefined;
afterEach(async () => {
  await here?.close();
  here = undefined;
});

async function refusedIn(
  options: LabOptions,
  flags: readonly string[],
  prepare: (made: Lab) => void = () => {},
): Promise<string> {
  here = await lab({ standIn, ...options });
  prepare(here);
  const line = refused(await runHere(['start', ...flags], { env: here.env }));
  expect(here.states.executions, 'nothing was started').toEqual([]);
  return line;
}

/** One line on stderr, no stack, nothing on stdout, exit code 2. */
function refused({ code, stdout, stderr }: Ended): string {
  expect(stderr).not.toMatch(/^ {4}at /m);
  expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1);
  expect(stdout).toBe('');
  expect(code).toBe(2);
  return stderr.trimEnd();
}

describe('credentials that AWS does not take are refused with one line, and nothing is made', () => {
  it.each([
    ['ExpiredToken', /session token has expired: get new credentials/],
    ['InvalidClientTokenId', /does not know the access key: check AWS_ACCESS_KEY_ID/],
    ['SignatureDoesNotMatch', /rejects the signature: check AWS_SECRET_ACCESS_KEY/],
  ])('%s', async (code, line) => {
    expect(await refusedIn({ refuse: () => code }, SMALL)).toMatch(line);
  });

  it('no credentials at all', async () => {
    const env = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };
    expect(refused(await run(['start', ...SMALL], { env, emptyEnv: true }))).toMatch(/no AWS credentials: run `aws configure`/);
  });

  it('no network', async () => {
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
    expect(refused(await runHere(['start', ...SMALL], { env }))).toMatch(/AWS cannot be reached: the connection is refused/);
  });
});

describe('a deployment that cannot run it is refused with the command that changes it', () => {
  const deployed = (name: string, made: Lab) => made.stacks.find((stack) => stack.name === name);

  it.each<[string, LabOptions, (made: Lab) => void, RegExp]>([
    [
      'not bootstrapped',
      { deployed: false },
      (made) => made.parameters.clear(),
      /npx cdk bootstrap aws:\/\/123456789012\/us-east-1, then npx cdk deploy --all/,
    ],
    ['not deployed', { deployed: false }, () => {}, /not deployed in us-east-1: npx cdk deploy --all/],
    [
      'another version',
      {},
      (made) =>
        void made.stacks.splice(1, 1, {
          name: 'firstbyte-lab',
          region: HOME,
          status: 'UPDATE_COMPLETE',
          outputs: { Version: '0.0.1' },
        }),
      /version 0\.0\.1 is deployed in us-east-1 and this is .*: npx cdk deploy --all/,
    ],
    [
      'a stack that is being changed',
      {},
      (made) => Object.assign(deployed('firstbyte-lab', made) ?? {}, { status: 'UPDATE_IN_PROGRESS' }),
      /UPDATE_IN_PROGRESS: wait until it is done/,
    ],
    [
      'a stack that failed',
      {},
      (made) => Object.assign(deployed('firstbyte-region-us-east-1', made) ?? {}, { status: 'ROLLBACK_COMPLETE' }),
      /firstbyte-region-us-east-1 in us-east-1 is ROLLBACK_COMPLETE/,
    ],
    ['no site', {}, (made) => made.parameters.delete(`${HOME} /firstbyte/site-url`), /firstbyte-site is not deployed/],
  ])('%s', async (_, options, prepare, line) => {
    expect(await refusedIn(options, SMALL, prepare)).toMatch(line);
  });

  it('deployed in another region than the configured home', async () => {
    const flags = ['-c', 'firstbyte:home=eu-central-1', '-c', 'firstbyte:regions=us-east-1,eu-central-1', ...QUICK];
    expect(await refusedIn({}, flags)).toMatch(/firstbyte-lab is deployed in us-east-1, and firstbyte:home says eu-central-1/);
  });

  it('a run under way', async () => {
    here = await lab({ standIn });
    here.states.executions.push({ run: '20261121-000000-aaaa', input: '{}', status: 'RUNNING' });
    expect(refused(await run(['start', ...SMALL], { env: here.env }))).toMatch(
      /run 20261121-000000-aaaa is under way: npm start -- --attach 20261121-000000-aaaa, or npm start -- --stop/,
    );
    expect(here.states.executions).toHaveLength(1);
  });
});

describe('what was asked for and cannot be is refused with what to change', () => {
  let wasabi: RunningStandIn;
  beforeAll(async () => {
    wasabi = await startStandIn({ region: HOME, ...PLAYED_KEYS });
  });
  afterAll(() => wasabi.stop());
  const keys = (pair: typeof PLAYED_KEYS) => (made: Lab) =>
    void made.parameters.set(`${HOME} /firstbyte/keys/wasabi/us-east-1`, JSON.stringify(pair));

  it.each<[string, LabOptions, readonly string[], RegExp]>([
    ['no terminal and no --yes', {}, SMALL, /nobody is here to ask: give --yes/],
    ['above --max-cost', {}, [...SMALL, '--max-cost', '0.00001'], /the estimate is .* USD and --max-cost allows 0\.00001/],
    [
      'a store named without keys',
      {},
      [...HERE, '--pairs', 'aws-virginia', '--stores', 's3,wasabi', '--sizes', '1KB'],
      /wasabi cannot be measured: no keys in us-east-1: npm run keys -- wasabi us-east-1, or leave it out of --stores/,
    ],
    [
      'too few vCPU',
      { vcpus: 1 },
      [...SMALL, '--hosts', 't3.micro'],
      /a lane in us-east-1 needs 2 vCPU and this account may run 1: ask for more in Service Quotas/,
    ],
    [
      'too few Lambda invocations',
      { concurrency: 2 },
      [...SMALL, '--hosts', 'lambda-1gb'],
      /Lambda may run 2 at once in us-east-1/,
    ],
    ['the local preset', {}, [...HERE, '--preset', 'local'], /the preset local is measured on this machine: npm run local/],
    ['a local host', {}, [...HERE, '--hosts', 'this-machine'], /this-machine/],
    [
      'a pair whose region is not measured',
      {},
      [...HERE, '--pairs', 'aws-frankfurt', '--stores', 's3'],
      /eu-central-1 is not among the measured regions: add it to firstbyte:regions/,
    ],
    ['a region that does not exist', {}, ['-c', 'firstbyte:home=eu-centrl-1'], /firstbyte:home is "eu-centrl-1": give one of/],
    ['a limit that is no money', {}, ['--max-cost', 'five'], /Give US dollars/],
  ])('%s', async (_, options, flags, line) => {
    expect(await refusedIn(options, flags)).toMatch(line);
  });

  it('keys that the provider does not take', async () => {
    const flags = [...HERE, '--pairs', 'aws-virginia', '--stores', 's3,wasabi', '--sizes', '1KB', ...playedBy(wasabi)];
    const line = await refusedIn({}, flags, keys({ ...PLAYED_KEYS, secretAccessKey: 'another' }));
    expect(line).toMatch(/wasabi cannot be measured: .*rejects the signature.*; other keys: npm run keys -- wasabi us-east-1/);
    expect(line).not.toContain('another');
  });

  it('more reads than Wasabi allows, unless accepted', async () => {
    const flags = [
      ...HERE,
      '--pairs',
      'aws-virginia',
      '--stores',
      'wasabi',
      '--sizes',
      '10MB',
      '--operations',
      'get',
      '--rounds',
      '6',
    ];
    expect(await refusedIn({}, [...flags, ...playedBy(wasabi)], keys(PLAYED_KEYS))).toMatch(
      /times what it stores at Wasabi.*--accept-wasabi-egress/,
    );
  });
});

describe('a run that may start', () => {
  async function requestOf(
    made: Lab,
    flags: readonly string[],
    stderrHas?: RegExp,
    command: typeof runHere = runHere,
  ): Promise<RunRequest> {
    made.states.executions.length = 0;
    const end = setInterval(() => {
      for (const execution of made.states.executions) execution.status = 'ABORTED';
    }, 50);
    const child = command(['start', ...flags, '--yes'], { env: made.env });
    while (made.states.executions.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const { run: id, input } = made.states.executions[0] ?? { run: '', input: '' };
    expect(JSON.parse(input)).toEqual({ run: id });
    const records = made.records(id);
    await RECORD.teardown.write(records, { at: 'now', left: { instances: 0 }, total: 0, problems: [] });
    const { stderr, code } = await child;
    clearInterval(end);
    expect(code, stderr).toBe(3);
    if (stderrHas) expect(stderr).toMatch(stderrHas);
    return RECORD.request.need(records);
  }

  it('is on record before it starts, with an unguessable address, its limit and today’s prices', async () => {
    here = await lab({ standIn });
    const attributes = {
      instanceType: 't3.micro',
      operatingSystem: 'Linux',
      tenancy: 'Shared',
      preInstalledSw: 'NA',
      capacitystatus: 'Used',
      marketoption: 'OnDemand',
      regionCode: HOME,
    };
    here.products.push({ service: 'AmazonEC2', attributes, usd: '0.0200000000' });
    const request = await requestOf(
      here,
      [...SMALL, '--hosts', 't3.micro'],
      /console {2}https:\/\/us-east-1\.console\.aws\.amazon\.com/,
      run,
    );
    expect(request.secret).toMatch(/^[0-9a-f]{32}$/);
    expect(request.maxUsd).toBe(5);
    expect(request.prices).toMatchObject([{ sku: 'ec2:t3.micro', region: HOME, usd: 0.02, source: 'AWS Price List API' }]);
    expect(request.selection).toMatchObject({ stores: ['s3'], hosts: ['t3.micro'], rounds: 1 });
  });

  it('runs without a store that nobody named and that has no keys, and says so', async () => {
    here = await lab({ standIn, pricesDenied: true });
    const flags = [...HERE, '--pairs', 'aws-virginia', '--sizes', '1KB', '--rounds', '1', '--hosts', 'lambda-1gb'];
    const request = await requestOf(here, flags, /wasabi is left out: no keys in us-east-1: npm run keys -- wasabi us-east-1/);
    expect(request.selection.stores).toEqual(['s3', 'dynamodb']);
    expect(request.skipped.map(({ id }) => id)).toEqual(['wasabi', 'b2']);
    expect(request.prices, 'denied: the dated ones of the catalog hold').toBeUndefined();
  });

  it('says on record of a store that something else plays what it is', async () => {
    here = await lab({ standIn });
    const wasabi = await startStandIn({ region: HOME, ...PLAYED_KEYS });
    here.parameters.set(`${HOME} /firstbyte/keys/wasabi/us-east-1`, JSON.stringify(PLAYED_KEYS));
    const flags = [...HERE, '--pairs', 'aws-virginia', '--stores', 's3,wasabi', '--operations', 'put', '--sizes', '1KB'];
    const request = await requestOf(here, [...flags, '--rounds', '1', '--hosts', 'lambda-1gb', ...playedBy(wasabi)]);
    expect(request.stores).toEqual([
      expect.objectContaining({
        place: 'wasabi.us-east-1',
        note: expect.stringContaining(`Played by ${wasabi.endpoint}: a proof of the wiring, never a result.`),
      }),
    ]);
    await wasabi.stop();
  });

  it('measures substitutes on a free plan', async () => {
    here = await lab({ standIn, plan: 'FREE' });
    const request = await requestOf(here, [...SMALL, '--hosts', 't2.nano,t3.micro'], /t3\.micro stands in for t2\.nano/);
    expect(request.selection.unavailable).toContainEqual({ host: 't2.nano', site: HOME, when: 'free-plan' });
    expect(request.selection.unavailable).not.toContainEqual(expect.objectContaining({ host: 't3.micro' }));
  });

  it('measures substitutes for what the region does not offer', async () => {
    here = await lab({ standIn, offered: ['t3.nano', 't3.micro'] });
    const request = await requestOf(here, [...SMALL, '--hosts', 't2.nano'], /t3\.nano stands in for t2\.nano/);
    expect(request.selection.unavailable).toContainEqual({ host: 't2.nano', site: HOME, when: 'not-offered' });
  });

  it('has fewer lanes at once where a quota asks for it', async () => {
    here = await lab({ standIn, vcpus: 5 });
    const flags = [...SMALL, '--hosts', 't2.nano,t3.nano,t3.micro,t2.micro'];
    const request = await requestOf(
      here,
      flags,
      /2 lanes run together instead of more: 5 vCPU of standard EC2 instances in us-east-1/,
    );
    expect(request.fanOut).toBe(2);
  });

  it('says what it could not check', async () => {
    here = await lab({ standIn, plan: undefined });
    await requestOf(here, [...SMALL, '--hosts', 't3.micro'], /note: the account's plan could not be checked: AWS denies access/);
  });
});
