import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MetalHostOptions, metalHost } from '../../../../lib/adapters/metal/metal-host.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import { TAG } from '../../../../lib/domain/names.ts';
import type { Post } from '../../../../lib/domain/order.ts';
import type { HostHandle } from '../../../../lib/pipeline/ports.ts';
import { RECORD } from '../../../../lib/pipeline/run-records.ts';
import { bundled, cleanUp } from '../../../agent/agent-process.ts';
import { blockOf, exchange, objectPart, orderOf } from '../../../agent/exchanges.ts';
import { hostConformance } from '../../../conformance/host.ts';
import { type Assets, regionAssets } from '../aws/ec2/region-world.ts';
import { type MetalRegion, metalRegion } from './metal-region.ts';

const BYTES = 1000;
const AT = { host: 'c2-small-x86', site: 'los-angeles' };
const post: Post = { run: 'r1', lane: 'lane', scenario: 'transfer', role: 'client', serves: false, ...AT };
const body = contentBlock(1).subarray(0, BYTES);
const server = createServer(({ url: path }, response) => {
  if (path !== '/silence') response.setHeader('content-length', BYTES).end(body);
});
const regions: MetalRegion[] = [];
let assets: Assets;
let url = '';

const fresh = async (over: Partial<MetalHostOptions> = {}): Promise<MetalRegion> => {
  const made = await metalRegion(assets, over);
  regions.push(made);
  return made;
};

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/object`;
  assets = await regionAssets(readFileSync(await bundled('agent/remote-entry.ts')));
});
afterEach(async () => {
  for (const region of regions.splice(0)) await region.close();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await assets.stop();
  await cleanUp();
});

hostConformance('metal', async () => {
  const { host, records, running } = await fresh();
  return { host, records, url, bytes: BYTES, running: async () => running(), patienceMs: 30_000, at: AT };
});

describe('a bare-metal server as a host', () => {
  let region: MetalRegion;
  beforeEach(async () => {
    region = await fresh();
  });

  const ready = (handle: HostHandle) => vi.waitUntil(() => region.host.ready(handle), { timeout: 30_000, interval: 50 });
  const over = () => region.codeBuild.builds.filter(({ status }) => status !== 'IN_PROGRESS');
  const ended = (builds: number) => vi.waitUntil(() => over().length >= builds, { timeout: 30_000 });
  const everything = async () => ({
    servers: region.latitude.servers.size,
    projects: [...region.latitude.projects.keys()].filter((name) => name.startsWith('firstbyte')),
    activations: region.hybrid.activations.size,
    nodes: region.hybrid.nodes.size,
    files: await region.records.list('terraform/'),
    errands: await region.records.list('errands/'),
    userData: region.latitude.rest(),
  });
  const NOTHING = { servers: 0, projects: [], activations: 0, nodes: 0, files: [], errands: [], userData: 0 };

  describe('is started', () => {
    it('in a project of its own, billed by the hour, after it was recorded as intended', async () => {
      const handle = await region.host.start(post);
      await ended(1);
      const name = String(handle.project);
      expect(await RECORD.intent.read(region.records, name)).toMatchObject({ kind: 'server', region: 'LAX' });
      expect(await RECORD.intent.read(region.records, `${name}-activation`)).toMatchObject({ kind: 'activation' });
      expect([...region.latitude.servers.values()]).toMatchObject([
        { project: region.latitude.projects.get(name), billing: 'hourly', plan: 'c2-small-x86', site: 'LAX' },
      ]);
      expect([...region.latitude.servers.values()][0]?.hostname).toContain('fb-r1-');
    });

    it('with an activation for one machine, within an hour, that carries the run', async () => {
      await region.host.start(post);
      const [activation] = [...region.hybrid.activations.values()];
      expect(activation?.role).toBe('firstbyte-metal-host-us-east-1');
      expect((activation?.expires.getTime() ?? 0) - Date.now()).toBeLessThanOrEqual(3_600_000);
      expect(activation?.tags).toContainEqual({ Key: TAG.run, Value: 'r1' });
    });

    it('once, when the step is tried again', async () => {
      const first = await region.host.start(post);
      await ended(1);
      expect(await region.host.start(post)).toEqual(first);
      expect(region.latitude.servers.size).toBe(1);
    });

    it('without a secret in what a build, a handle or a command shows', async () => {
      const handle = await region.host.start(post);
      const code = [...region.hybrid.activations.values()][0]?.code ?? expect.fail('there is no activation');
      await ready(handle);
      const shown = JSON.stringify([region.codeBuild.builds.map(({ variables }) => variables), handle, region.ssm.commands]);
      expect(shown).toContain(String(handle.activation));
      expect(shown).not.toContain(code);
      expect(shown).not.toContain(region.latitude.token);
    });

    it('never without a record of what will be made', async () => {
      const { records } = region.options;
      const full = { ...records, write: () => Promise.reject(new Error('no space left')) };
      await expect(metalHost({ ...region.options, records: full }).start(post)).rejects.toThrow('no space left');
      expect(await everything()).toEqual(NOTHING);
      expect(region.codeBuild.builds).toEqual([]);
    });

    it('again, when an attempt was cut off before its build: with a new activation and in the same project', async () => {
      const { builds } = region.options;
      const cut = { ...builds, start: () => Promise.reject(new Error('cut off')) };
      await expect(metalHost({ ...region.options, builds: cut }).start(post)).rejects.toThrow('cut off');
      const [lost] = [...region.hybrid.activations.keys()];
      const later = metalHost({ ...region.options, expiresAt: () => new Date(Date.now() + 200 * 60_000) });
      const handle = await later.start(post);
      expect(handle.activation).not.toBe(lost);
      expect([...region.hybrid.activations.keys()]).toEqual([handle.activation]);
      expect((await everything()).projects).toEqual([handle.project]);
    });

    it('by requests that are signed', async () => {
      await region.host.start(post);
      expect(region.codeBuild.signatures.every((one) => /us-east-1\/codebuild\/aws4_request/.test(one ?? ''))).toBe(true);
    });
  });

  describe('is refused before anything is made', () => {
    it.each([
      [
        'is not in stock at the site',
        { ...post, site: 'ashburn' },
        /^Latitude.sh has no c2-small-x86 in ashburn \(ASH\) now: in stock in LAX$/,
      ],
      [
        'is not in stock anywhere',
        { ...post, host: 'm4-metal-large' },
        /m4-metal-large in los-angeles \(LAX\) now: in stock nowhere$/,
      ],
      ['is gone with Packet', { ...post, host: 't1.small.x86' }, /no plan of Latitude.sh/],
    ])('when its plan %s', async (_, wanted, message) => {
      await expect(region.host.start(wanted)).rejects.toMatchObject({
        name: 'HostLost',
        message: expect.stringMatching(message),
      });
      expect(await everything()).toEqual(NOTHING);
      expect(await region.records.list('intents/')).toEqual([]);
    });

    it("when the account's limit is reached", async () => {
      await region.host.start(post);
      await region.host.start({ ...post, lane: 'second' });
      await ended(2);
      await expect(region.host.start({ ...post, lane: 'third' })).rejects.toMatchObject({
        name: 'HostLost',
        message: 'the account at Latitude.sh may have 2 servers and has 2: ask its support for more',
      });
    });

    it('when no token is stored', async () => {
      const host = metalHost({ ...region.options, api: async () => undefined });
      await expect(host.start(post)).rejects.toMatchObject({
        name: 'HostLost',
        message: 'no token of Latitude.sh is stored: npm run keys -- latitude',
      });
    });
  });

  describe('gets ready', () => {
    it('and says what it is; its activation is gone by then', async () => {
      const handle = await region.host.start(post);
      expect((await ready(handle))?.facts).toMatchObject({
        plan: 'c2-small-x86',
        place: 'LAX',
        nics: '1 x 1 Gbps',
        usdPerHour: 0.21,
        node: process.versions.node,
      });
      expect(region.hybrid.activations.size).toBe(0);
      expect((await region.records.list('terraform/')).filter((key) => key.endsWith('/activation'))).toEqual([]);
      expect(region.ssm.commands).toHaveLength(1);
    });

    it('although SSM denies it commands at first, while its tags do not show', async () => {
      const handle = await region.host.start(post);
      region.denied = 3;
      await ready(handle);
      expect(region.denied).toBeLessThanOrEqual(0);
      expect(region.ssm.commands).toHaveLength(1);
    });

    it('never when it is denied commands for longer than that', async () => {
      const handle = await region.host.start(post);
      region.denied = 1_000_000;
      await vi.waitUntil(() => region.hybrid.nodes.size === 1, { timeout: 30_000 });
      const later = metalHost({ ...region.options, now: () => new Date(Date.now() + 130_000) });
      await expect(later.ready(handle)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    });

    it("never when its build fails, with Terraform's own words", async () => {
      region.faults.push('terraform fails');
      const handle = await region.host.start(post);
      await ended(1);
      await expect(region.host.ready(handle)).rejects.toMatchObject({
        name: 'HostLost',
        message: 'its build ended as FAILED: Error: SERVERS_OUT_OF_STOCK',
      });
    });

    it('never when its build is killed after the server was made', async () => {
      region.faults.push('it hangs after the server was made');
      const handle = await region.host.start(post);
      await vi.waitUntil(() => region.latitude.servers.size === 1, { timeout: 30_000 });
      expect(await region.host.ready(handle)).toBeUndefined();
      await region.options.builds.stop(String(handle.build));
      await expect(region.host.ready(handle)).rejects.toMatchObject({
        name: 'HostLost',
        message: expect.stringMatching(/STOPPED/),
      });
      await region.host.stop(handle);
      await ended(2);
      expect(await everything()).toEqual(NOTHING);
    });

    it('never when it does not register', async () => {
      region.faults.push('the host never registers');
      const handle = await region.host.start(post);
      await ended(1);
      expect(await region.host.ready(handle)).toBeUndefined();
      const later = metalHost({ ...region.options, now: () => new Date(Date.now() + 16 * 60_000) });
      await expect(later.ready(handle)).rejects.toMatchObject({
        name: 'HostLost',
        message: 'it was made and did not register with SSM within 15 minutes',
      });
    });
  });

  describe('at work', () => {
    const endless = () =>
      orderOf([blockOf('reused', 0, [exchange(objectPart('GET', url.replace('/object', '/silence'), 1))])], {
        round: 0,
        timeoutSeconds: 60,
      });

    it.each([
      ['deregistered', 'SSM no longer knows the host'],
      ['cut off', 'the host is off or cut off: SSM does not hear it any more'],
    ])('is lost when it is %s', async (what, lost) => {
      const handle = await region.host.start(post);
      await ready(handle);
      await region.host.send(handle, endless());
      const [node] = [...region.hybrid.nodes.values()];
      if (what === 'deregistered') region.hybrid.nodes.clear();
      else if (node) node.ping = 'ConnectionLost';
      expect(await region.host.poll(handle, { run: 'r1', lane: 'lane', role: 'client', round: 0 })).toEqual({
        done: false,
        lost,
      });
    });
  });

  describe('is stopped', () => {
    it('with everything that was made for it, also twice', async () => {
      const handle = await region.host.start(post);
      await ready(handle);
      await region.host.stop(handle);
      await ended(2);
      await region.host.stop(handle);
      expect(await everything()).toEqual(NOTHING);
      expect(region.codeBuild.builds.map(({ variables }) => variables.ACTION)).toEqual(['apply', 'destroy']);
    });

    it('although the provider is down: what can be removed is, and what cannot is said', async () => {
      const handle = await region.host.start(post);
      await ready(handle);
      const api = await region.options.api();
      const down = async () =>
        ({ ...api, projectsNamed: () => Promise.reject(new Error('no route to Latitude.sh')) }) as typeof api;
      const host = metalHost({ ...region.options, api: down, patience: { withinSeconds: 0.2, pauseSeconds: 0.02 } });
      const message = expect.stringMatching(/billed: no route to Latitude.sh$/);
      await expect(host.stop(handle)).rejects.toMatchObject({ name: 'HostLeft', message });
      await ended(2);
      expect(await everything()).toMatchObject({ servers: 1, nodes: 0, activations: 0, files: [] });
    });
  });
});
