import { afterEach, describe, expect, it } from 'vitest';
import { latitudeApi } from '../../../../lib/adapters/metal/latitude-api.ts';
import { removeServers } from '../../../../lib/adapters/metal/remove-servers.ts';
import { equinixApi } from '../../../packet-tf/equinix-api.ts';
import { fakeEquinix } from '../../../packet-tf/fakes/equinix.ts';
import type { FakeProvider } from '../../../packet-tf/fakes/fake-provider.ts';
import { fakeLatitude } from '../../../packet-tf/fakes/latitude.ts';

const PATIENCE = { withinSeconds: 10, pauseSeconds: 0.01 };
const open: FakeProvider[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((fake) => fake.close()));
});

describe.each([
  { title: 'Latitude.sh', fresh: () => fakeLatitude(), client: latitudeApi },
  { title: 'Equinix Metal', fresh: fakeEquinix, client: equinixApi },
])('what is left at $title', ({ fresh, client }) => {
  async function world(count: number) {
    const fake = await fresh();
    open.push(fake);
    for (let n = 1; n <= count; n++) add(fake, `s${n}`);
    return { fake, api: client({ ...fake, pauseSeconds: 0.01 }) };
  }

  it('is removed, on however many pages it is listed', async () => {
    const { fake, api } = await world(8);
    expect(await removeServers(api, fake.project, PATIENCE)).toBe(8);
    expect(fake.servers.size).toBe(0);
  });

  it('is looked for twice, since a server that was asked for can appear late', async () => {
    const { fake, api } = await world(0);
    let late = false;
    const slow: typeof api = {
      ...api,
      async servers(project) {
        const found = await api.servers(project);
        if (!late) add(fake, 'late');
        late = true;
        return found;
      },
    };
    expect(await removeServers(slow, fake.project, PATIENCE)).toBe(1);
    expect(fake.servers.size).toBe(0);
  });

  it('is asked for again while it is being installed', async () => {
    const { fake, api } = await world(2);
    for (const server of fake.servers.values()) server.busy = 3;
    expect(await removeServers(api, fake.project, PATIENCE)).toBe(2);
    expect(fake.servers.size).toBe(0);
  });

  it('does not matter when somebody else removes it meanwhile', async () => {
    const { fake, api } = await world(1);
    await api.remove('s1');
    await api.remove('s1');
    expect(await removeServers(api, fake.project, PATIENCE)).toBe(0);
  });

  it('is removed through errors and throttling of the provider', async () => {
    const { fake, api } = await world(2);
    fake.refusals.push(503, 429, 500, 502, 500, 500);
    expect(await removeServers(api, fake.project, PATIENCE)).toBe(2);
    expect(fake.servers.size).toBe(0);
  });

  it('is named with the reason when it does not go, and keeps no other from going', async () => {
    const { fake, api } = await world(3);
    const locked = fake.servers.get('s1');
    if (locked) locked.busy = Number.POSITIVE_INFINITY;
    await expect(removeServers(api, fake.project, { withinSeconds: 0.3, pauseSeconds: 0.05 })).rejects.toMatchObject({
      name: 'ServersLeft',
      message: expect.stringMatching(/1 server is left, billed until removed in its console: .* refused DELETE .* 422/),
    });
    expect([...fake.servers.keys()]).toEqual(['s1']);
  });

  it('is not waited for with a token that is not accepted, which no message shows', async () => {
    const { fake } = await world(1);
    const api = client({ ...fake, token: 'secret-token' });
    const failed = await removeServers(api, fake.project, PATIENCE).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'BadInput', message: expect.stringContaining('did not accept the token') });
    expect(String(failed)).not.toContain('secret-token');
  });

  it('is said to be unknown when the provider does not answer at all', async () => {
    const { fake, api } = await world(1);
    await fake.close();
    await expect(removeServers(api, fake.project, { withinSeconds: 0.2, pauseSeconds: 0.05 })).rejects.toMatchObject({
      name: 'ServersLeft',
      message: expect.stringMatching(/could not be listed/),
    });
  });
});

function add({ servers, project }: FakeProvider, id: string): void {
  const server = { id, project, hostname: id, plan: 'p', site: 's', billing: 'hourly', system: 'u', boot: '' };
  servers.set(id, { ...server, status: 'failed', busy: 0 });
}
