import { readFileSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { latitudeApi } from '../../../../lib/adapters/metal/latitude-api.ts';
import type { MetalWorld } from '../../../../lib/adapters/metal/metal-world.ts';
import { type MetalPatience, metalLeft, sweepMetal } from '../../../../lib/adapters/metal/sweep-metal.ts';
import { recordsPrefix, runBucket } from '../../../../lib/domain/names.ts';
import type { Post } from '../../../../lib/domain/order.ts';
import { fakeLatitude } from '../../../packet-tf/fakes/latitude.ts';
import { type Assets, regionAssets } from '../aws/ec2/region-world.ts';
import type { FakeNode } from '../aws/fakes/hybrid.ts';
import { type MetalRegion, metalRegion } from './metal-region.ts';

const PATIENCE: MetalPatience = {
  servers: { withinSeconds: 30, pauseSeconds: 0.02, tags: { withinSeconds: 30, pauseSeconds: 0.02 } },
  builds: { withinSeconds: 5, pauseSeconds: 0.02 },
};
let assets: Assets;
let region: MetalRegion;
let post: Post;
let world: MetalWorld;

beforeAll(async () => {
  assets = await regionAssets(readFileSync(new URL('../../../../package.json', import.meta.url)));
});
beforeEach(async () => {
  region = await metalRegion(assets);
  world = region.options;
  post = {
    run: world.run,
    lane: 'lane',
    scenario: 'transfer',
    role: 'client',
    serves: false,
    host: 'c2-small-x86',
    site: 'los-angeles',
  };
});
afterEach(() => region.close());
afterAll(() => assets.stop());

const sweep = (over: Partial<MetalWorld> = {}) => sweepMetal({ ...world, ...over }, PATIENCE);
const left = async () => Object.entries(await metalLeft(world)).filter(([, count]) => count > 0);
const made = (servers = 1) => vi.waitUntil(() => region.latitude.servers.size === servers, { timeout: 30_000 });
const down = async () =>
  ({ ...(await region.options.api()), projectsNamed: () => Promise.reject(new Error('no route')) }) as never;

describe('a sweep of bare metal', () => {
  it('removes a host that no crew remembers, and finds nothing afterwards', async () => {
    await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    expect(await left()).toEqual([
      ['servers', 1],
      ['projects at Latitude.sh', 1],
      ['user data at Latitude.sh', 1],
      ['managed nodes', 1],
      ['Terraform files', 2],
    ]);
    expect(await sweep()).toEqual([]);
    expect(await left()).toEqual([]);
    expect(region.hybrid.activations.size).toBe(0);
    expect(await sweep()).toEqual([]);
  });

  it('removes what a build made that was killed, and stops one that still runs', async () => {
    region.faults.push('it hangs after the server was made');
    await region.host.start(post);
    await made();
    expect(await left()).toContainEqual(['builds', 1]);
    expect(await sweep()).toEqual([]);
    expect(region.codeBuild.builds[0]?.status).toBe('STOPPED');
    expect(await left()).toEqual([]);
  });

  it('removes duplicates and servers that were never usable', async () => {
    region.latitude.faults.push('its deployment fails');
    const handle = await region.host.start(post);
    await made();
    const [first] = [...region.latitude.servers.values()];
    if (first) region.latitude.servers.set('sv_twin', { ...first, id: 'sv_twin', busy: 2 });
    expect(handle.project).toBeDefined();
    expect(await sweep()).toEqual([]);
    expect(region.latitude.servers.size).toBe(0);
  });

  it('says what it could not reach, and removes it when the provider is back', async () => {
    await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    const servers = { ...PATIENCE.servers, withinSeconds: 0.2 };
    const problems = await sweepMetal({ ...world, api: down }, { ...PATIENCE, servers });
    expect(problems).toEqual([expect.stringMatching(/^bare metal firstbyte-run-.*: no route$/)]);
    expect(region.latitude.servers.size).toBe(1);
    expect(region.hybrid.nodes.size).toBe(0);
    expect(await sweep()).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it('ends without Terraform where its build cannot run', async () => {
    await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    const builds = { ...world.builds, start: () => Promise.reject(new Error('no builds today')) };
    expect(await sweep({ builds })).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it('looks in the regions that its hosts were to register in, also when those are measured no more', async () => {
    await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    const asked: string[] = [];
    const clients = {
      ...world.clients,
      ssm(one: string) {
        asked.push(one);
        return world.clients.ssm(one);
      },
    };
    const later = { clients, deployment: { ...world.deployment, regions: ['eu-west-1'] } };
    expect(await sweep(later)).toEqual([]);
    expect(new Set(asked)).toEqual(new Set(['eu-west-1', 'us-east-1']));
    asked.length = 0;
    await metalLeft({ ...world, ...later });
    expect(new Set(asked)).toEqual(new Set(['eu-west-1', 'us-east-1']));
  });

  it('leaves projects alone that it did not intend', async () => {
    region.latitude.projects.set('firstbyte-another-00000000-20200101t0000', 'proj_other');
    region.latitude.projects.set('production', 'proj_production');
    await region.host.start(post);
    await made();
    await sweep();
    expect([...region.latitude.projects.keys()].sort()).toEqual([
      'firstbyte-another-00000000-20200101t0000',
      'given',
      'production',
    ]);
  });

  it('asks nobody anything for a run without bare metal', async () => {
    const api = () => Promise.reject(new Error('asked'));
    expect(await sweep({ api })).toEqual([]);
    expect(await metalLeft({ ...world, api })).toEqual({});
    expect(region.codeBuild.signatures).toEqual([]);
  });

  it('is a problem for a run with bare metal whose token was removed', async () => {
    await region.host.start(post);
    await made();
    expect(await sweep({ api: async () => undefined })).toEqual([
      expect.stringMatching(/^bare metal firstbyte-run-.*: no token of Latitude.sh is stored: npm run keys -- latitude$/),
    ]);
  });

  it('does not take the token of another account for proof that nothing is there', async () => {
    await region.host.start(post);
    await made();
    const other = await fakeLatitude();
    const api = async () => ({ ...latitudeApi({ ...other, pauseSeconds: 0.01 }), accounts: async () => ['another team'] });
    expect(await sweep({ api })).toEqual([expect.stringMatching(/the token stored is of another account at Latitude.sh/)]);
    await expect(metalLeft({ ...world, api })).rejects.toThrow('another account');
    await other.close();
    expect(await sweep()).toEqual([]);
  });

  it('removes every project of the name, however many there are', async () => {
    await region.host.start(post);
    await made();
    const [[name = ''] = []] = [...region.latitude.projects].filter(([one]) => one.startsWith('firstbyte'));
    region.latitude.twins.push({ name, id: 'proj_twin' });
    const [first] = [...region.latitude.servers.values()];
    if (first) region.latitude.servers.set('sv_twin', { ...first, id: 'sv_twin', project: 'proj_twin' });
    expect(await left()).toEqual(
      expect.arrayContaining([
        ['servers', 2],
        ['projects at Latitude.sh', 2],
      ]),
    );
    expect(await sweep()).toEqual([]);
    expect([region.latitude.servers.size, region.latitude.twins.length]).toEqual([0, 0]);
    expect(await left()).toEqual([]);
  });

  it('believes that a project is empty only when its build has ended', async () => {
    region.faults.push('it hangs before the server is made');
    region.codeBuild.lingers = true;
    await region.host.start(post);
    const looks = () => region.latitude.calls.filter((call) => call === 'GET /servers').length;
    const before = looks();
    const sweeping = sweep();
    await vi.waitUntil(() => looks() - before > 5, { timeout: 30_000 });
    expect([...region.latitude.projects.keys()], 'five looks that find nothing').toHaveLength(2);
    region.letMake();
    await vi.waitUntil(() => region.latitude.calls.includes('POST /servers'), { timeout: 30_000 });
    region.codeBuild.letGo();
    expect(await sweeping).toEqual([]);
    expect(region.latitude.servers.size).toBe(0);
    expect(await left()).toEqual([]);
  });

  it('says that a server may still come while its build does not end', async () => {
    region.faults.push('it hangs before the server is made');
    region.codeBuild.lingers = true;
    await region.host.start(post);
    const impatient = { ...PATIENCE, servers: { withinSeconds: 0.2, pauseSeconds: 0.05 } };
    expect(await sweepMetal(world, impatient)).toEqual([
      expect.stringMatching(/no server is listed, and one may still come: a build that makes servers has not ended$/),
    ]);
    expect([...region.latitude.projects.keys()]).toHaveLength(2);
    region.codeBuild.letGo();
    expect(await sweep()).toEqual([]);
  });

  it.each([
    ['by its role and name, when its tags were never passed on', () => {}],
    [
      'as it was recorded, when nothing else leads to it',
      (node: FakeNode) => Object.assign(node, { role: 'another', activation: 'another' }),
    ],
  ])('finds a node %s', async (_, hide) => {
    const handle = await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    const [node] = [...region.hybrid.nodes.values()];
    // Its first appearance is what is written down.
    await region.host.ready(handle).catch(() => {});
    if (node) hide(Object.assign(node, { tags: [] }));
    if (node?.role !== 'another') expect(await left()).toContainEqual(['managed nodes', 1]);
    expect(await sweep()).toEqual([]);
    expect(region.hybrid.nodes.size).toBe(0);
  });

  it('tries again what SSM denies until the tags of a node show, and not for ever', async () => {
    await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    region.hybrid.denials = 1_000_000;
    const impatient = { ...PATIENCE, servers: { ...PATIENCE.servers, tags: { withinSeconds: 0.1, pauseSeconds: 0.02 } } };
    expect(await sweepMetal(world, impatient)).toEqual([expect.stringMatching(/no tag$/)]);
    region.hybrid.denials = 3;
    expect(await sweep()).toEqual([]);
    expect(region.hybrid.nodes.size).toBe(0);
  });
});

it('a file that a build wrote late is removed by the next sweep', async () => {
  await region.host.start(post);
  await made();
  await sweep();
  const Key = `${recordsPrefix(world.run)}terraform/late/hosts.tfstate`;
  await assets.bucket.s3.send(
    new PutObjectCommand({ Bucket: runBucket(world.deployment.account, 'us-east-1'), Key, Body: '{}' }),
  );
  expect(await left()).toEqual([['Terraform files', 1]]);
  await sweep();
  expect(await left()).toEqual([]);
});
