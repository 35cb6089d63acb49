import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Post } from '../../../../../lib/domain/order.ts';
import { bundled, cleanUp } from '../../../../agent/agent-process.ts';
import { type Assets, type RegionWorld, regionAssets, regionWorld, SITE } from './region-world.ts';

const post: Post = { run: 'r1', lane: 'lane', scenario: 'echo', role: 'server', serves: true, host: 't3.nano', site: SITE };
let assets: Assets;
let world: RegionWorld;

beforeAll(async () => {
  assets = await regionAssets(readFileSync(await bundled('test/lib/adapters/aws/ec2/echo-agent.ts')));
  world = await regionWorld(assets);
});
afterAll(async () => {
  await world.close();
  await assets.stop();
  await cleanUp();
});

it('a server role goes on after the command that started it, and ends with its instance', async () => {
  const handle = await world.host.start(post);
  const ready = await vi.waitUntil(() => world.host.ready(handle), { timeout: 20_000, interval: 50 });
  await vi.waitUntil(() => world.ssm.commands[0]?.status === 'Success', { timeout: 10_000 });
  const [host = '', port] = (ready.addresses.echo ?? '').split(':');
  const socket = connect({ host, port: Number(port) });
  socket.write('0ms');
  expect(String((await once(socket, 'data'))[0])).toBe('.');
  const closed = once(socket, 'close');
  socket.on('error', () => {});
  await world.host.stop(handle);
  await closed;
  expect(world.running()).toBe(0);
});

it('a server role that ends at once is named, with its own last words', async () => {
  const handle = await world.host.start({ ...post, role: 'unheard-of' });
  await expect(vi.waitUntil(() => world.host.ready(handle), { timeout: 20_000, interval: 50 })).rejects.toMatchObject({
    name: 'HostLost',
    message: 'its setup failed: Failed: no server role unheard-of in scenario echo; the server role ended at once',
  });
});
