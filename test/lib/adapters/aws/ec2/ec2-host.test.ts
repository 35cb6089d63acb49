import { once } from 'node:events';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ec2HostOptions, ec2Host } from '../../../../../lib/adapters/aws/ec2/ec2-host.ts';
import { contentBlock } from '../../../../../lib/domain/content.ts';
import { PARAMETER } from '../../../../../lib/domain/names.ts';
import { agentNodeFlags } from '../../../../../lib/domain/node-flags.ts';
import type { Post } from '../../../../../lib/domain/order.ts';
import type { Host, HostHandle } from '../../../../../lib/pipeline/ports.ts';
import { bundled, cleanUp } from '../../../../agent/agent-process.ts';
import { blockOf, exchange, objectPart, orderOf } from '../../../../agent/exchanges.ts';
import { hostConformance } from '../../../../conformance/host.ts';
import { type Assets, EXPIRES, NOW, type RegionWorld, regionAssets, regionWorld, SITE, TYPES } from './region-world.ts';

const BYTES = 1000;
const AT = { host: 't3.nano', site: SITE };
const post: Post = { run: 'r1', lane: 'lane', scenario: 'transfer', role: 'client', serves: false, ...AT };
const body = contentBlock(1).subarray(0, BYTES);
const server = createServer(({ url: path }, response) => {
  if (path !== '/silence') response.setHeader('content-length', BYTES).end(body);
});
const worlds: RegionWorld[] = [];
let assets: Assets;
let url = '';

const fresh = async (): Promise<RegionWorld> => {
  const world = await regionWorld(assets);
  worlds.push(world);
  return world;
};

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/object`;
  assets = await regionAssets(readFileSync(await bundled('agent/remote-entry.ts')));
});
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await assets.stop();
  await cleanUp();
});

hostConformance('ec2', async () => {
  const { host, records, running } = await fresh();
  return { host, records, url, bytes: BYTES, running: async () => running(), patienceMs: 30_000, at: AT };
});

describe('an EC2 instance as a host', () => {
  let world: RegionWorld;
  beforeEach(async () => {
    world = await fresh();
  });

  const ready = (handle: HostHandle) => vi.waitUntil(() => world.host.ready(handle), { timeout: 30_000, interval: 50 });
  const order = (round: number) =>
    orderOf([blockOf('reused', 0, [exchange(objectPart('GET', url, BYTES))])], { round, calibrationRequests: 3 });
  const ref = (round: number) => ({ run: 'r1', lane: 'lane', role: 'client', round });
  const onlyInstance = () => [...world.ec2.instances.values()][0] ?? expect.fail('no instance was launched');
  const hostWith = (over: Partial<Ec2HostOptions>): Host =>
    ec2Host({ ...world, run: 'r1', nodeFlags: [], now: () => NOW, typesAt: () => TYPES, expiresAt: () => EXPIRES, ...over });
  /** An order that nobody answers. */
  const endless = () =>
    orderOf([blockOf('reused', 0, [exchange(objectPart('GET', url.replace('/object', '/silence'), 1))])], {
      round: 0,
      timeoutSeconds: 60,
    });

  describe('gets ready', () => {
    it('and says where it stands', async () => {
      const handle = await world.host.start({ ...post, host: 't2.nano' });
      expect((await ready(handle))?.facts).toMatchObject({
        instanceType: 't2.nano',
        zone: 'use1-az2',
        zoneDeviates: 'no',
        image: 'ami-x86_64',
        creditSpecification: 'standard',
        node: process.versions.node,
      });
    });

    it('by one setup, however often it is asked', async () => {
      const handle = await world.host.start(post);
      await ready(handle);
      await world.host.ready(handle);
      expect(world.ssm.commands).toHaveLength(1);
    });

    it('not yet while EC2 does not know it everywhere', async () => {
      const handle = await world.host.start(post);
      world.ec2.instances.clear();
      expect(await world.host.ready(handle)).toBeUndefined();
      await world.host.stop(handle);
    });

    it('never when it is terminated, and hands on why', async () => {
      const handle = await world.host.start(post);
      await world.ec2.terminate(String(handle.instance), 'Server.InternalError: Internal error on launch');
      await expect(world.host.ready(handle)).rejects.toMatchObject({
        name: 'HostLost',
        message: 'the instance is terminated (Server.InternalError: Internal error on launch)',
      });
    });

    it.each([
      ['agent.mjs', 'agent'],
      ['node.tgz', 'node'],
    ])('never with a byte of %s changed', async (key, kind) => {
      const { runtime, bucket } = assets;
      const published =
        kind === 'agent' ? readFileSync(await bundled('agent/remote-entry.ts')) : readFileSync(`${assets.folder}/node.tgz`);
      const changed = Buffer.from(published);
      changed.writeUInt8(changed.readUInt8(100) ^ 1, 100);
      await bucket.s3.send(new PutObjectCommand({ Bucket: runtime.bucket, Key: `changed-${key}`, Body: changed }));
      const node = { ...runtime.node.x86_64, key: kind === 'node' ? `changed-${key}` : 'node.tgz' };
      const agent = { ...runtime.agent, key: kind === 'agent' ? `changed-${key}` : 'agent.mjs' };
      world.parameters.set(PARAMETER.hostRuntime, JSON.stringify({ ...runtime, agent, node: { x86_64: node, arm64: node } }));
      const handle = await world.host.start(post);
      await expect(ready(handle)).rejects.toMatchObject({
        name: 'HostLost',
        message: `its setup failed: Failed: ${key} is not what was published: its hash differs`,
      });
    });
  });

  describe('at work', () => {
    let handle: HostHandle;
    beforeEach(async () => {
      handle = await world.host.start(post);
      await ready(handle);
    });

    it('is sent an order once, also when the step is tried again', async () => {
      await world.host.send(handle, order(0));
      await world.host.send(handle, order(0));
      expect(world.ssm.commands).toHaveLength(2);
    });

    it('is told nothing of it but one address and how to run', async () => {
      await world.host.send(handle, order(0));
      const script = world.ssm.commands.at(-1)?.script ?? '';
      expect(script.match(/https?:\/\//g)).toHaveLength(1);
      for (const flag of agentNodeFlags) expect(script).toContain(`'${flag}'`);
    });

    it('is lost when it is terminated, with the reason', async () => {
      await world.host.send(handle, endless());
      await world.ec2.terminate(String(handle.instance), 'Client.InstanceInitiatedShutdown: Instance initiated shutdown');
      expect(await world.host.poll(handle, ref(0))).toEqual({
        done: false,
        lost: 'the instance is terminated (Client.InstanceInitiatedShutdown: Instance initiated shutdown)',
      });
    });

    it('is lost when EC2 no longer knows it', async () => {
      const { machine } = onlyInstance();
      world.ec2.instances.clear();
      expect(await world.host.poll(handle, ref(0))).toEqual({ done: false, lost: 'EC2 no longer knows the instance' });
      await machine.kill();
    });

    it('is lost when its agent dies, without an address in the reason', async () => {
      await world.host.send(handle, endless());
      const agents = () =>
        onlyInstance()
          .machine.processes()
          .filter((id) => readlinkSync(`/proc/${id}/exe`) === realpathSync(process.execPath));
      await vi.waitUntil(() => agents().length > 0, { timeout: 10_000 });
      for (const id of agents()) process.kill(id, 'SIGKILL');
      const lost = await vi.waitUntil(async () => (await world.host.poll(handle, ref(0))).lost, { timeout: 10_000 });
      expect(lost).toMatch(/^its agent failed: Failed/);
      expect(lost).not.toContain('http');
    });

    it('is lost when its command ends without an end line', async () => {
      await world.host.send(handle, order(0));
      await vi.waitUntil(() => world.ssm.commands.at(-1)?.status === 'Success', { timeout: 10_000 });
      const deaf = hostWith({ box: { ...world.box, ended: async () => undefined } });
      expect(await deaf.poll(handle, ref(0))).toEqual({ done: false, lost: 'its agent ended without an end line' });
    });

    it('leaves no errand behind when it is stopped', async () => {
      await world.host.send(handle, order(0));
      await world.host.stop(handle);
      expect(await world.records.list('errands/')).toEqual([]);
    });
  });
});
