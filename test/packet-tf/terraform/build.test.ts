import { describe, expect, it } from 'vitest';
import { removeServers } from '../../../lib/adapters/metal/remove-servers.ts';
import { buildPlace } from './build-place.ts';
import { EQUINIX, latitude, type Rig } from './rigs.ts';
import { CODE, whyNoTerraform } from './workspace.ts';

const missing = whyNoTerraform();
const mirror = process.env.FIRSTBYTE_LATITUDE_MIRROR;
const rigs: readonly Rig[] = missing ? [] : [EQUINIX, ...(mirror ? [latitude(mirror)] : [])];

it('has what the joined build needs where a change is judged', () => {
  expect(process.env.CI ? missing : undefined).toBeUndefined();
});

describe.each(rigs)('the build as deployed, with terraform, its S3 backend and the plugin of $title', (rig) => {
  async function world() {
    const { fake, api, env } = await rig.start();
    const place = await buildPlace({ hosts: rig.hosts, mirror: await rig.mirror(), project: fake.project, env });
    return {
      fake,
      place,
      /** As the project does it before it starts the build that destroys. */
      removeServers: () => removeServers(api, fake.project, { withinSeconds: 30, pauseSeconds: 0.05 }),
      async [Symbol.asyncDispose]() {
        await place.close();
        await fake.close();
      },
    };
  }

  it('applies with its state and its lock in the bucket, finds nothing to change, and destroys with the state', async () => {
    await using it = await world();
    const applied = await it.place.build('apply');
    expect(applied, applied.text).toMatchObject({ code: 0 });
    expect(applied.text).not.toContain(CODE);
    expect(it.fake.servers.size).toBe(2);
    expect(await it.place.kept()).toEqual(['activation', 'hosts.tfstate']);
    expect(JSON.parse(await it.place.text('hosts.tfstate'))).toMatchObject({ version: 4, resources: expect.anything() });
    const again = await it.place.terraform('plan', '-detailed-exitcode', '-no-color');
    expect(again, again.text).toMatchObject({ code: 0 });

    expect(await it.removeServers()).toBe(2);
    const destroyed = await it.place.build('destroy');
    expect(destroyed, destroyed.text).toMatchObject({ code: 0 });
    expect(it.fake.servers.size + it.fake.rest()).toBe(0);
    expect(await it.place.kept()).toEqual(['activation']);
    const requests = await it.place.requests();
    for (const request of ['PutObject hosts.tfstate.tflock 200', 'DeleteObject hosts.tfstate.tflock 204'])
      expect(requests).toContain(request);
  });

  it('makes nothing while another build holds the lock, says so, and the build that destroys breaks it', async () => {
    await using it = await world();
    await it.place.put(
      'hosts.tfstate.tflock',
      JSON.stringify({ ID: 'of-another-build', Operation: 'OperationTypeApply', Who: 'b' }),
    );
    const applied = await it.place.build('apply');
    expect(applied.code, applied.text).not.toBe(0);
    expect(applied.text).toContain('Error acquiring the state lock');
    expect(it.fake.servers.size).toBe(0);
    expect(await it.place.kept()).toEqual(['activation', 'failure', 'hosts.tfstate.tflock']);
    const destroyed = await it.place.build('destroy');
    expect(destroyed, destroyed.text).toMatchObject({ code: 0 });
    expect(await it.place.kept()).toEqual(['activation', 'failure']);
  });

  it('ends with nothing when a build is killed while it makes servers and holds the lock', async () => {
    await using it = await world();
    it.fake.faults.push('it never gets ready', 'it never gets ready');
    const { kill, ended } = it.place.begin('apply');
    let over: string | undefined;
    void ended.then(({ text }) => {
      over = text;
    });
    await until(() => it.fake.servers.size === 2 || over !== undefined);
    expect(over, 'it ended by itself').toBeUndefined();
    kill();
    await ended;
    expect(await it.place.kept()).toContain('hosts.tfstate.tflock');
    expect(await it.removeServers()).toBe(2);
    const destroyed = await it.place.build('destroy');
    expect(destroyed, destroyed.text).toMatchObject({ code: 0 });
    expect(it.fake.servers.size).toBe(0);
    expect(await it.place.kept()).toEqual(['activation']);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('not within 120 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
