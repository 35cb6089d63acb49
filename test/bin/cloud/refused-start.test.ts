import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { type RunningStandIn, startStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { type Ended, run } from '../command.ts';
import { runHere } from '../command-here.ts';
import { HERE, HOME, type Lab, type LabOptions, lab, labStandIn, PLAYED_KEYS, playedBy, QUICK, SMALL } from './lab.ts';

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

describe('two npm start at the same moment', () => {
  it('start one run, and the loser is told which', async () => {
    here = await lab();
    const flags = ['start', '--yes', ...SMALL, '--hosts', 'lambda-1gb'];
    const ended = [run(flags, { env: here.env }), run(flags, { env: here.env })];
    const loser = await Promise.race(ended);
    expect(loser.code).toBe(2);
    expect(here.states.executions).toHaveLength(1);
    const winner = here.states.executions[0]?.run;
    expect(loser.stderr.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`^firstbyte: .*run ${winner}\\b.*--attach ${winner}`));
    for (const execution of here.states.executions) execution.status = 'ABORTED';
    const records = here.records(here.states.executions[0]?.run ?? '');
    await RECORD.teardown.write(records, { at: 'now', left: {}, total: 0, problems: [] });
    await Promise.all(ended);
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
