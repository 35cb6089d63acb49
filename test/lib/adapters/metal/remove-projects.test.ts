import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LatitudeApi, latitudeApi } from '../../../../lib/adapters/metal/latitude-api.ts';
import { removeProjects } from '../../../../lib/adapters/metal/remove-projects.ts';
import { type FakeLatitude, fakeLatitude } from '../../../packet-tf/fakes/latitude.ts';

const NAME = 'firstbyte-20261121-120000-ab1c-0123abcd-20261121t1330';
const PATIENCE = { withinSeconds: 30, pauseSeconds: 0.01 };
let fake: FakeLatitude;
let api: LatitudeApi;
beforeEach(async () => {
  fake = await fakeLatitude();
  api = latitudeApi({ ...fake, pauseSeconds: 0.01 });
});
afterEach(() => fake.close());

function addServer(id: string, project: string, busy = 0): void {
  const server = { id, project, hostname: id, plan: 'p', site: 's', billing: 'hourly', system: 'u', boot: '' };
  fake.servers.set(id, { ...server, status: 'on', busy });
}

describe('the projects of a name', () => {
  it('go with all their servers and with the script they booted with, and no other does', async () => {
    const [first, second] = [await api.makeProject(NAME), await api.makeProject(NAME)];
    addServer('s1', first);
    addServer('s2', second);
    addServer('precious', fake.project);
    fake.scripts.set('ud_1', { description: NAME, content: 'code' });
    fake.scripts.set('ud_2', { description: 'firstbyte', content: 'of somebody else' });
    expect(await removeProjects(api, NAME, PATIENCE)).toBe(2);
    expect([...fake.servers.keys()]).toEqual(['precious']);
    expect([[...fake.projects.keys()], fake.twins, [...fake.scripts.keys()]]).toEqual([['given'], [], ['ud_2']]);
    expect(await removeProjects(api, NAME, PATIENCE), 'once more').toBe(0);
  });

  it('are listed once more after they were removed: what is made meanwhile goes as well', async () => {
    await api.makeProject(NAME);
    let late = false;
    const slow: LatitudeApi = {
      ...api,
      async removeProject(project) {
        await api.removeProject(project);
        if (!late) addServer('late', await api.makeProject(NAME));
        late = true;
      },
    };
    expect(await removeProjects(slow, NAME, PATIENCE)).toBe(1);
    expect([fake.servers.size, [...fake.projects.keys()]]).toEqual([0, ['given']]);
  });

  it('keep each other from nothing: where a server of one cannot be removed, those of the other are', async () => {
    const [stuck, fine] = [await api.makeProject(NAME), await api.makeProject(NAME)];
    addServer('locked', stuck, Number.POSITIVE_INFINITY);
    addServer('s2', fine);
    await expect(removeProjects(api, NAME, { withinSeconds: 3, pauseSeconds: 0.02 })).rejects.toMatchObject({
      name: 'ServersLeft',
    });
    expect([...fake.servers.keys()]).toEqual(['locked']);
    expect(fake.twins).toEqual([]);
  });

  it('are not called gone while the provider still lists one', async () => {
    await api.makeProject(NAME);
    const forgetful: LatitudeApi = { ...api, removeProject: async () => {} };
    await expect(removeProjects(forgetful, NAME, { withinSeconds: 3, pauseSeconds: 0.02 })).rejects.toMatchObject({
      name: 'ServersLeft',
      message: expect.stringContaining('it is listed although it was removed'),
    });
  });

  it('are not called gone while a server outlives them', async () => {
    const project = await api.makeProject(NAME);
    const late: LatitudeApi = {
      ...api,
      async removeProject(one) {
        await api.removeProject(one);
        addServer('late', project);
      },
    };
    await expect(removeProjects(late, NAME, PATIENCE)).rejects.toThrow(/1 servers outlived project/);
  });

  it('leave a script behind for the next time when only that cannot be removed', async () => {
    await api.makeProject(NAME);
    fake.scripts.set('ud_1', { description: NAME, content: 'code' });
    const refusing: LatitudeApi = { ...api, removeUserData: () => Promise.reject(new Error('it is in use')) };
    await expect(removeProjects(refusing, NAME, PATIENCE)).rejects.toThrow('it is in use');
    expect([...fake.projects.keys()]).toEqual(['given']);
    await removeProjects(api, NAME, PATIENCE);
    expect(fake.rest()).toBe(0);
  });
});
