import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { type KeptPool, keptPool } from '../../../lib/adapters/stores/kept-pool.ts';
import { contentBlock } from '../../../lib/domain/content.ts';
import { metalHostRole, PARAMETER } from '../../../lib/domain/names.ts';
import { fakeEc2Offers } from '../../lib/adapters/aws/fakes/surroundings.ts';
import { fakeLatitude } from '../../packet-tf/fakes/latitude.ts';
import { runHere } from '../command-here.ts';
import { ACCOUNT, HERE, HOME, type Lab, lab } from './lab.ts';
import { ALL, buckets, cdkOf, LEFT, SITE, usedLabs } from './used-lab.ts';

const { used, finalizer, finalized, remove } = usedLabs();

describe('removing everything', () => {
  it('finishes dead runs, empties buckets, destroys stacks, deletes what no stack owned, and proves it', async () => {
    const made = await used();
    const asked: string[][] = [];
    const { left, lines } = await remove(ALL, cdkOf(made, asked));
    expect(left).toEqual({ found: [], problems: [] });
    expect(lines.at(-1)).toMatch(
      /^nothing is left: no stack, bucket, parameter, log group, schedule, instance, managed node or activation of ours in any region$/,
    );
    expect(finalized).toEqual(['20261121-000000-left']);
    expect(asked).toEqual([['destroy', '--all', '--force']]);
    expect(await buckets(made)).toEqual([]);
    expect([...made.parameters.keys()]).toEqual([`${HOME} /cdk-bootstrap/hnb659fds/version`]);
    expect([...made.logGroups]).toEqual([`${HOME} /aws/lambda/somebody-else`]);
  });

  it('leaves alone a bucket and a parameter that only have such a name', async () => {
    const made = await used();
    const foreign = `firstbyte-data-${ACCOUNT}-${HOME}`;
    await made.s3.send(new CreateBucketCommand({ Bucket: foreign }));
    await made.s3.send(new PutObjectCommand({ Bucket: foreign, Key: 'precious', Body: 'data' }));
    made.parameters.set(`${HOME} /firstbyte/of-somebody-else`, 'x');
    const { left } = await remove(ALL, cdkOf(made));
    expect(left).toEqual({ found: [], problems: [] });
    expect(await buckets(made)).toEqual([foreign]);
    expect([...made.parameters.keys()]).toContain(`${HOME} /firstbyte/of-somebody-else`);
  });

  it('keeps the published pages and the keys when asked to', async () => {
    const made = await used();
    const asked: string[][] = [];
    const { left, lines } = await remove({ report: true, keys: true }, cdkOf(made, asked));
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
    const { left, said } = await remove(ALL, () => Promise.reject(new Error('cdk destroy ended with code 1')));
    expect(left).toEqual({ found: [], problems: [] });
    expect(said).toContain('cdk destroy ended with code 1; CloudFormation is asked itself');
    expect(await buckets(made)).toEqual([]);
    expect(made.account.calls.filter((call) => call.endsWith('DeleteStack'))).toHaveLength(3);
  });

  it('says what the finalizer could not do, removes the rest, and does not call it clean', async () => {
    const made = await used({ services: { lambda: finalizer('run x: 2 things left') } });
    const { left, lines } = await remove(ALL, cdkOf(made));
    expect(left.found).toEqual([]);
    expect(lines[0]).toBe('20261121-000000-left: run x: 2 things left');
    expect(made.stacks).toEqual([]);
  });

  it('removes bare metal first, also where an instance keeps all the rest from being removed', async () => {
    const latitude = await fakeLatitude();
    const made = await used({ services: { lambda: finalizer(), ec2: fakeEc2Offers({}, { 'us-west-2': ['i-1'] }) } });
    made.parameters.set(`${HOME} ${PARAMETER.metalToken}`, latitude.token);
    latitude.projects.set(`firstbyte-${LEFT}-0123abcd-29991121t1330`, 'proj_1');
    const { left } = await remove(ALL, cdkOf(made), { endpoints: { latitude: latitude.url } });
    await latitude.close();
    expect([...latitude.projects.keys()]).toEqual(['given']);
    expect(left.problems).toEqual([expect.stringContaining('instances tagged as ours run in us-west-2')]);
    expect(made.parameters.has(`${HOME} ${PARAMETER.metalToken}`)).toBe(true);
  });

  it('takes nodes and activations of bare metal out of SSM, also in a region that is not measured any more', async () => {
    const made = await used();
    made.nodes.set('mi-0', { region: 'eu-central-1', role: metalHostRole(HOME) });
    made.nodes.set('mi-1', { region: 'eu-central-1', role: 'of-somebody-else' });
    made.activations.set('a-0', { region: 'us-west-2', intent: `firstbyte-${LEFT}-0123abcd-20261121t1330` });
    made.activations.set('a-1', { region: 'us-west-2', intent: '' });
    const { left } = await remove(ALL, cdkOf(made));
    expect(left).toEqual({ found: [], problems: [] });
    expect([[...made.nodes.keys()], [...made.activations.keys()]]).toEqual([['mi-1'], ['a-1']]);
  });

  it('destroys nothing under an instance that still runs', async () => {
    const ec2 = fakeEc2Offers({}, { 'us-west-2': ['i-1'] });
    const made = await used({ services: { lambda: finalizer(), ec2 } });
    const asked: string[][] = [];
    const { left, lines } = await remove(ALL, cdkOf(made, asked));
    expect(asked).toEqual([]);
    expect(left.found.length).toBeGreaterThan(0);
    expect(lines.join('\n')).toMatch(/instances tagged as ours run in us-west-2: wait until they end themselves/);
    expect(lines.at(-1)).toMatch(/left behind in .*us-west-2: 1 instances/);
    expect(made.stacks).toHaveLength(3);
  });
});

describe('objects that runs keep at Wasabi', () => {
  const POOL = `${HOME} /firstbyte/pools/wasabi/us-east-1`;
  const KEY = `${HOME} /firstbyte/keys/wasabi/us-east-1`;

  async function pooled(): Promise<{ readonly made: Lab; readonly pool: KeptPool; readonly endpoints: Record<string, string> }> {
    const made = await used();
    const { endpoint, config } = made.standIn;
    const { accessKeyId, secretAccessKey } = config;
    made.parameters.set(POOL, 'kept');
    made.parameters.set(KEY, JSON.stringify({ accessKeyId, secretAccessKey }));
    const s3 = { endpoint, region: HOME, accessKeyId, secretAccessKey, pathStyle: true };
    const pool = keptPool({ ...s3, account: ACCOUNT, place: 'wasabi.us-east-1', now: () => new Date() });
    await pool.open();
    await pool.seed({ key: 'pool/1KB/00', bytes: 1000, offset: 0, content: contentBlock(1) });
    await pool.disconnect();
    return { made, pool, endpoints: { 'wasabi.us-east-1': endpoint } };
  }

  it('go with everything else, before the keys that open them', async () => {
    const { made, endpoints } = await pooled();
    const { left, said } = await remove(ALL, cdkOf(made), { endpoints });
    expect(left).toEqual({ found: [], problems: [] });
    expect(said).toContain('objects to read at wasabi in us-east-1: removed');
    expect(await buckets(made)).toEqual([]);
    expect([...made.parameters.keys()]).toEqual([`${HOME} /cdk-bootstrap/hnb659fds/version`]);
  });

  it('stay on record with their keys when their provider does not answer', async () => {
    const { made } = await pooled();
    const { left, lines } = await remove(ALL, cdkOf(made), { endpoints: { 'wasabi.us-east-1': 'http://127.0.0.1:1' } });
    expect(left.found.map(({ name }) => name).sort()).toEqual([KEY, POOL].map((key) => key.split(' ')[1]));
    expect(lines[0]).toMatch(/objects to read are kept at wasabi in us-east-1 and could not be removed: .*refuses connections/);
  });

  it('stay when asked to, and the proof says so', async () => {
    const { made, endpoints } = await pooled();
    const { left, lines } = await remove({ report: true, keys: true, pools: true }, cdkOf(made), { endpoints });
    expect(left).toEqual({ found: [], problems: [] });
    expect(lines.at(-1)).toMatch(/, except the published pages, keys of providers and objects to read at Wasabi$/);
    expect(await buckets(made)).toEqual([`firstbyte-pool-${ACCOUNT}-us-east-1`, SITE]);
  });
});

describe('npm run destroy', () => {
  let here: Lab | undefined;
  afterEach(async () => {
    await here?.close();
    here = undefined;
  });

  it('says that there is nothing to remove, as often as it is asked', async () => {
    here = await lab({ deployed: false });
    for (let times = 0; times < 2; times++) {
      const { code, stderr } = await runHere(['destroy', '--yes', ...HERE], { env: here.env });
      expect([code, stderr.trim()]).toEqual([0, `nothing to remove in account ${ACCOUNT}`]);
    }
  });

  it('asks Latitude.sh before it says so where the token is kept', async () => {
    const latitude = await fakeLatitude();
    const name = 'firstbyte-20261121-120000-zzzz-0123abcd-29991121t1330';
    const at = [...HERE, '-c', `firstbyte:endpoints=${JSON.stringify({ latitude: latitude.url })}`];
    here = await lab({ deployed: false });
    here.parameters.set(`${HOME} ${PARAMETER.metalToken}`, latitude.token);
    const keeping = ['destroy', '--yes', '--keep-keys', ...at];
    expect(await runHere(keeping, { env: here.env })).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nothing to remove'),
    });
    latitude.projects.set(name, 'proj_1');
    const { code, stderr } = await runHere(keeping, { env: here.env });
    expect(code).toBe(4);
    expect(stderr).toContain(`Latitude.sh: project ${name}`);
    expect(stderr).toContain('the token, the records and the lab are kept');
    const given = await runHere([...keeping, '--abandon', '20261121-120000-zzzz'], { env: here.env });
    expect([given.code, given.stderr]).toEqual([4, expect.stringContaining('it is left there')]);
    await latitude.close();
    expect((await runHere(keeping, { env: here.env })).stderr).toContain('bare metal could not be looked for');
  });

  it('refuses while a run is under way, and where nobody can be asked', async () => {
    here = await lab();
    const asked = await runHere(['destroy', ...HERE], { env: here.env });
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringMatching(/nobody is here to ask: give --yes/)]);
    here.states.executions.push({ run: 'going', input: '{}', status: 'RUNNING' });
    const live = await runHere(['destroy', '--yes', ...HERE], { env: here.env });
    expect([live.code, live.stderr]).toEqual([
      2,
      expect.stringMatching(/run going is under way: npm run destroy -- --stop ends it first/),
    ]);
    expect(here.stacks).toHaveLength(3);
  });

  it('refuses to give up a run that it does not know', async () => {
    here = await lab();
    const { code, stderr } = await runHere(['destroy', '--yes', '--abandon', 'typo', ...HERE], { env: here.env });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--abandon typo: there is no unfinished run\./)]);
    expect(here.stacks).toHaveLength(3);
  });
});
