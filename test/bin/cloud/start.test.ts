import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RECORD, type RunRequest } from '../../../lib/pipeline/run-records.ts';
import { type RunningStandIn, startStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { run } from '../command.ts';
import { runHere } from '../command-here.ts';
import { HERE, HOME, type Lab, lab, labStandIn, PLAYED_KEYS, playedBy, SMALL } from './lab.ts';

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
    expect(request.private).toBeUndefined();
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

  it('keeps what is read from Wasabi when asked to, on record before anything is made there', async () => {
    here = await lab({ standIn });
    const wasabi = await startStandIn({ region: HOME, ...PLAYED_KEYS });
    here.parameters.set(`${HOME} /firstbyte/keys/wasabi/us-east-1`, JSON.stringify(PLAYED_KEYS));
    const flags = [...HERE, '--pairs', 'aws-virginia', '--stores', 's3,wasabi', '--operations', 'get', '--sizes', '1KB'];
    const more = ['--rounds', '1', '--hosts', 'lambda-1gb', '--keep-wasabi-pool', '--accept-wasabi-egress', '--private'];
    const request = await requestOf(here, [...flags, ...more, ...playedBy(wasabi)]);
    expect(request.keepPool).toBe(true);
    expect(request.private).toBe(true);
    expect(request.stores).toMatchObject([{ id: 'wasabi', note: expect.stringContaining('stay there from run to run') }]);
    expect(here.parameters.has(`${HOME} /firstbyte/pools/wasabi/us-east-1`)).toBe(true);
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

  it('names earlier runs that are not removed for certain, and what removes them', async () => {
    here = await lab();
    const records = here.records('20261120-000000-left');
    await RECORD.teardown.write(records, { at: 'now', left: {}, total: 0, problems: ['wasabi.us-east-1 does not answer'] });
    await requestOf(
      here,
      [...SMALL, '--hosts', 't3.micro'],
      /note: run 20261120-000000-left is not removed for certain: wasabi\.us-east-1 does not answer; the janitor tries every hour/,
    );
  });

  it('says what it could not check', async () => {
    here = await lab({ standIn, plan: undefined });
    await requestOf(here, [...SMALL, '--hosts', 't3.micro'], /note: the account's plan could not be checked: AWS denies access/);
  });
});
