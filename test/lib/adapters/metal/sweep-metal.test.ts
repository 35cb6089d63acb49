import { readFileSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { expiredProjects } from '../../../../lib/adapters/metal/expired-projects.ts';
import type { MetalWorld } from '../../../../lib/adapters/metal/metal-world.ts';
import { type MetalPatience, metalLeft, sweepMetal } from '../../../../lib/adapters/metal/sweep-metal.ts';
import { recordsPrefix, runBucket } from '../../../../lib/domain/names.ts';
import type { Post } from '../../../../lib/domain/order.ts';
import { type Assets, regionAssets } from '../aws/ec2/region-world.ts';
import { type MetalRegion, metalRegion } from './metal-region.ts';

const PATIENCE: MetalPatience = {
  servers: { withinSeconds: 5, pauseSeconds: 0.02 },
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
const made = (servers = 1) => vi.waitUntil(() => region.latitude.servers.size === servers, { timeout: 10_000 });
const down = async () => ({ ...(await region.options.api()), findProject: () => Promise.reject(new Error('no route')) }) as never;

describe('a sweep of bare metal', () => {
  it('removes a host that no crew remembers, and finds nothing afterwards', async () => {
    await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 10_000 });
    expect(await left()).toEqual([
      ['servers', 1],
      ['projects at Latitude.sh', 1],
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
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 10_000 });
    expect(await sweep({ api: down })).toEqual(['bare metal: no route']);
    expect(region.latitude.servers.size).toBe(1);
    expect(region.hybrid.nodes.size).toBe(0);
    expect(await sweep()).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it('ends without Terraform where its build cannot run', async () => {
    await region.host.start(post);
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 10_000 });
    const builds = { ...world.builds, start: () => Promise.reject(new Error('no builds today')) };
    expect(await sweep({ builds })).toEqual(['bare metal: no builds today']);
    expect(region.latitude.servers.size).toBe(0);
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
      'bare metal: no token of Latitude.sh is stored: npm run keys -- latitude',
    ]);
  });
});

describe('the janitor of bare metal', () => {
  const expired = (now: Date, api = world.api) => expiredProjects(api, PATIENCE.servers).expired(now);

  it('removes a project past its expiry with everything in it, of a run that has no records', async () => {
    region.faults.push('it hangs after the server was made');
    await region.host.start(post);
    await made();
    expect(await expired(new Date())).toEqual([]);
    const [found] = await expired(new Date(Date.now() + 2 * 3_600_000));
    expect(found?.run).toBe(world.run);
    await found?.remove();
    expect(region.latitude.servers.size).toBe(0);
    expect([...region.latitude.projects.keys()]).toEqual(['given']);
  });

  it('never touches what is not ours', async () => {
    region.latitude.projects.set('production', 'proj_production');
    expect(await expired(new Date('2100-01-01'))).toEqual([]);
  });

  it('has nothing to do without a token', async () => {
    expect(await expired(new Date('2100-01-01'), async () => undefined)).toEqual([]);
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
