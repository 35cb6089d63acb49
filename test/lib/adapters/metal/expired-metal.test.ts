import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Sweeper } from '../../../../lib/adapters/aws/janitor.ts';
import { expiredActivations, expiredBuilds, expiredNodes } from '../../../../lib/adapters/metal/expired-in-account.ts';
import { expiredProjects, expiredUserData } from '../../../../lib/adapters/metal/expired-projects.ts';
import { type Assets, regionAssets } from '../aws/ec2/region-world.ts';
import { type MetalRegion, metalRegion } from './metal-region.ts';

const PATIENCE = { withinSeconds: 30, pauseSeconds: 0.02 };
const LATER = new Date(Date.now() + 2 * 3_600_000);
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

const start = () => {
  const at = { host: 'c2-small-x86', site: 'los-angeles' };
  return region.host.start({ run: region.options.run, lane: 'lane', scenario: 'transfer', role: 'client', serves: false, ...at });
};
/** As the function of the janitor lines them up. */
function sweepers(): readonly Sweeper[] {
  const { clients, builds, api } = region.options;
  return [
    expiredBuilds(builds),
    expiredActivations('us-east-1', clients),
    expiredNodes('us-east-1', 'us-east-1', clients, PATIENCE),
    expiredProjects({ api, builds, patience: PATIENCE }),
    expiredUserData({ api }),
  ];
}
async function sweep(now: Date): Promise<string[]> {
  const swept: string[] = [];
  for (const { what, expired } of sweepers())
    for (const { run, remove } of await expired(now)) {
      expect(run).toBe(region.options.run);
      await remove();
      swept.push(what);
    }
  return swept;
}
const nothing = () => {
  expect([
    region.latitude.servers.size,
    region.latitude.rest(),
    region.hybrid.nodes.size,
    region.hybrid.activations.size,
  ]).toEqual([0, 0, 0, 0]);
  expect([...region.latitude.projects.keys()]).toEqual(['given']);
};

describe('the janitor of bare metal, without any record', () => {
  it('touches nothing before its expiry', async () => {
    await start();
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    expect(await sweep(new Date())).toEqual([]);
  });

  it('removes a host past its expiry: at the provider, and in SSM', async () => {
    await start();
    await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
    expect(await sweep(LATER)).toEqual(['activations in us-east-1', 'bare-metal nodes in us-east-1', 'bare-metal projects']);
    nothing();
    expect(await sweep(LATER)).toEqual([]);
  });

  it('stops a build that runs on, before it looks whether a project is empty', async () => {
    region.faults.push('it hangs after the server was made');
    await start();
    await vi.waitUntil(() => region.latitude.servers.size === 1, { timeout: 30_000 });
    expect(await sweep(LATER)).toEqual(['builds of bare-metal hosts', 'activations in us-east-1', 'bare-metal projects']);
    expect(region.codeBuild.builds.map(({ status }) => status)).toEqual(['STOPPED']);
    nothing();
  });

  it('removes a script whose project is gone already', async () => {
    const description = `firstbyte-${region.options.run}-0123abcd-20201121t1330`;
    region.latitude.scripts.set('ud_1', { description, content: 'code' });
    expect(await sweep(new Date())).toEqual(['bare-metal user data']);
    nothing();
  });

  it('never touches what is not ours', async () => {
    region.latitude.projects.set('production', 'proj_production');
    region.latitude.scripts.set('ud_1', { description: 'production', content: '' });
    region.hybrid.nodes.set('mi-01234567890123456', {
      ...{ id: 'mi-01234567890123456', activation: 'a', name: 'production', role: 'firstbyte-metal-host-us-east-1' },
      ...{ registered: new Date(), tags: [], machine: undefined as never, ping: 'Online' },
    });
    expect(await sweep(new Date('2100-01-01'))).toEqual([]);
  });

  it('asks no provider without a token', async () => {
    const api = async () => undefined;
    for (const { expired } of [expiredProjects({ api }), expiredUserData({ api })])
      expect(await expired(new Date('2100-01-01'))).toEqual([]);
  });
});
