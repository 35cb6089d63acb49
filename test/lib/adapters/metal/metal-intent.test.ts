import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { metalHost } from '../../../../lib/adapters/metal/metal-host.ts';
import type { Post } from '../../../../lib/domain/order.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import { type Assets, regionAssets } from '../aws/ec2/region-world.ts';
import { type MetalRegion, metalRegion } from './metal-region.ts';

const AT = { host: 'c2-small-x86', site: 'los-angeles' };
const post: Post = { run: 'r1', lane: 'lane', scenario: 'transfer', role: 'client', serves: false, ...AT };
const PLANNED = { site: 'los-angeles', scenario: 'transfer', phase: 'small', rounds: 1 };
let assets: Assets;
let region: MetalRegion;

beforeAll(async () => {
  assets = await regionAssets(readFileSync(new URL('../../../../package.json', import.meta.url)));
});
beforeEach(async () => {
  region = await metalRegion(assets);
});
afterEach(() => region.close());
afterAll(() => assets.stop());

const ended = (builds: number) =>
  vi.waitUntil(() => region.codeBuild.builds.filter(({ status }) => status !== 'IN_PROGRESS').length >= builds, {
    timeout: 30_000,
  });

describe('a bare-metal host that no crew remembers is looked for by its post', () => {
  it('when StartBuild took effect and its answer was lost: nothing of it stays', async () => {
    const { builds } = region.options;
    const lost = {
      ...builds,
      async start(variables: Readonly<Record<string, string>>, token: string) {
        await builds.start(variables, token);
        throw new Error('the answer was lost');
      },
    };
    await expect(metalHost({ ...region.options, builds: lost }).start(post)).rejects.toThrow('the answer was lost');
    await ended(1);
    expect(region.latitude.servers.size).toBe(1);
    await region.host.stopIntended?.(post);
    await ended(2);
    expect(await region.records.list('terraform/')).toEqual([]);
    expect([...region.latitude.projects.keys()]).toEqual(['given']);
    expect([region.latitude.servers.size, region.latitude.rest()]).toEqual([0, 0]);
    expect([region.hybrid.activations.size, region.hybrid.nodes.size]).toEqual([0, 0]);
  });

  it('and is none where nothing was intended', async () => {
    await region.host.stopIntended?.(post);
    expect(region.latitude.calls).toEqual([]);
  });
});

it('a bare-metal host is removed before another one starts where its lane is over, and no earlier', async () => {
  const mine = { ...post, run: region.options.run };
  const first = String((await region.host.start(mine)).project);
  await ended(1);
  const lane = { ...PLANNED, id: mine.lane, crew: [{ role: mine.role, host: mine.host, serves: false }] };
  await region.records.write(RECORD.plan.key(), JSON.stringify({ lanes: [lane] }));
  const second = String((await region.host.start({ ...mine, lane: 'second' })).project);
  await ended(2);
  expect([...region.latitude.projects.keys()]).toEqual(expect.arrayContaining([first, second]));
  const rounds = { planned: 1, done: 1 };
  await RECORD.outcome.write(region.records, { id: mine.lane, outcome: 'measured', rounds, seconds: 1 }, mine.lane);
  const third = String((await region.host.start({ ...mine, lane: 'third' })).project);
  await ended(3);
  expect([...region.latitude.projects.keys()]).not.toContain(first);
  expect([...region.latitude.projects.keys()]).toEqual(expect.arrayContaining([second, third]));
});

it('nothing is made where nobody says whose account the token is of', async () => {
  const api = await region.options.api();
  const nobodys = async () => ({ ...api, accounts: async () => [] }) as unknown as typeof api;
  await expect(metalHost({ ...region.options, api: nobodys }).start(post)).rejects.toMatchObject({ name: 'HostLost' });
  expect([...region.latitude.projects.keys()]).toEqual(['given']);
  expect([region.codeBuild.builds, region.hybrid.activations.size]).toEqual([[], 0]);
});
