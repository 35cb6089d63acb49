import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LatitudeApi, latitudeApi } from '../../../../lib/adapters/metal/latitude-api.ts';
import { type FakeLatitude, fakeLatitude } from '../../../packet-tf/fakes/latitude.ts';

let fake: FakeLatitude;
let api: LatitudeApi;

beforeEach(async () => {
  fake = await fakeLatitude();
  api = latitudeApi({ ...fake, pauseSeconds: 0.01 });
});
afterEach(() => fake.close());

describe('Latitude.sh', () => {
  it('says where a plan is in stock and what it costs', async () => {
    expect(await api.offers('c2-small-x86')).toEqual([
      { region: 'United States', sold: ['ASH', 'LAX'], inStock: ['LAX'], usdPerHour: 0.21, nics: '1 x 1 Gbps' },
    ]);
    expect(await api.offers('no-such-plan')).toEqual([]);
  });

  it('says how many servers the account may have, and has in all its projects', async () => {
    for (const project of [fake.project, 'another']) {
      const server = { id: project, project, hostname: 'h', plan: 'p', site: 's', billing: 'hourly', system: 'u', boot: '' };
      fake.servers.set(project, { ...server, status: 'on', busy: 0 });
    }
    expect(await api.allowance()).toEqual({ limit: 2, used: 2 });
    expect(await api.servers(fake.project)).toHaveLength(1);
  });

  it('makes a project, finds all of its name, and removes one once it is empty', async () => {
    expect(await api.projectsNamed('firstbyte-1')).toEqual([]);
    const made = [await api.makeProject('firstbyte-1'), await api.makeProject('firstbyte-1')];
    await api.makeProject('firstbyte-12');
    expect(await api.projectsNamed('firstbyte-1')).toEqual(made);
    for (const project of [...made, ...made]) await api.removeProject(project);
    expect(await api.projectsNamed('firstbyte-1')).toEqual([]);
  });

  it('lists the scripts of first boots, on however many pages, and removes one', async () => {
    for (let n = 1; n <= 5; n++) fake.scripts.set(`ud_${n}`, { description: `d${n}`, content: 'secret' });
    expect(await api.userData()).toEqual([1, 2, 3, 4, 5].map((n) => ({ id: `ud_${n}`, description: `d${n}` })));
    await api.removeUserData('ud_3');
    await api.removeUserData('ud_3');
    expect([...fake.scripts.keys()]).toEqual(['ud_1', 'ud_2', 'ud_4', 'ud_5']);
  });

  it('is asked once for what it makes, however it fails: a second request could make a second one', async () => {
    fake.refusals.push(500);
    await expect(api.makeProject('firstbyte-1')).rejects.toMatchObject({ name: 'RequestRefused', status: 500 });
    expect(fake.calls.filter((call) => call === 'POST /projects')).toHaveLength(1);
  });

  it('is lost when it does not answer in time', async () => {
    await using silent = await silence();
    const hasty = latitudeApi({ url: silent.url, token: 'secret', pauseSeconds: 0.01, answerSeconds: 0.2 });
    await expect(hasty.servers('p')).rejects.toMatchObject({
      name: 'HostLost',
      message: expect.stringContaining('did not answer'),
    });
    expect(silent.asked()).toBe(3);
  });

  it('is asked no longer than a removal may take, however long an answer would be waited for', async () => {
    await using silent = await silence();
    const patient = latitudeApi({ url: silent.url, token: 'secret', pauseSeconds: 3600, answerSeconds: 3600 });
    await expect(patient.servers('p', AbortSignal.timeout(200))).rejects.toMatchObject({ name: 'HostLost' });
    expect(silent.asked()).toBe(1);
  });
});

/** A server that takes every request and never answers. */
async function silence() {
  let asked = 0;
  const server = createServer(() => {
    asked++;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
