import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { removeServers } from '../../../lib/adapters/metal/remove-servers.ts';
import { SERVER_RESOURCES, TERRAFORM_TEARDOWN } from '../../../packet-tf/terraform-teardown.ts';
import { userData } from '../../../packet-tf/user-data.ts';
import type { Fault } from '../fakes/fake-provider.ts';
import { EQUINIX, latitude, type Rig } from './rigs.ts';
import { CODE, ID, MINUTES, REGION, type Setting, whyNoTerraform, workspace } from './workspace.ts';

const missing = whyNoTerraform();
const latitudeMirror = process.env.FIRSTBYTE_LATITUDE_MIRROR;
const rigs: readonly Rig[] = missing ? [] : [EQUINIX, ...(latitudeMirror ? [latitude(latitudeMirror)] : [])];
if (missing) console.log(`NOT PROVED HERE: bare metal with terraform: ${missing}`);
else if (!latitudeMirror)
  console.log('NOT PROVED HERE: the Latitude.sh provider: FIRSTBYTE_LATITUDE_MIRROR names no mirror directory of it');

it('has terraform and go where a change is judged', () => {
  expect(process.env.CI ? missing : undefined).toBeUndefined();
});

describe.each(rigs)('the hosts of $title', (rig) => {
  let mirror = '';
  beforeAll(async () => {
    mirror = await rig.mirror();
  });

  /** A fake provider and an initialized workspace of its own. */
  async function world(options: Partial<Setting> = {}) {
    const { fake, api, env } = await rig.start();
    const { hosts, createSeconds } = rig;
    const space = workspace({ hosts, mirror, createSeconds, project: fake.project, env, ...options });
    const init = await space.terraform('init', '-no-color');
    expect(init.text).toContain('successfully initialized');
    const terraform = (...args: string[]) => space.terraform(...args, '-no-color');
    return {
      fake,
      space,
      terraform,
      apply: () => terraform('apply', '-auto-approve'),
      naiveDestroy: () => terraform('destroy', '-auto-approve'),
      /** As the project does it: servers by the provider's own list, then the rest by Terraform. */
      async teardown() {
        const removed = await removeServers(api, fake.project, { withinSeconds: 30, pauseSeconds: 0.05 });
        const rest = await space.shell(TERRAFORM_TEARDOWN);
        return { removed, rest };
      },
      async [Symbol.asyncDispose]() {
        space.close();
        await fake.close();
      },
    };
  }
  type World = Awaited<ReturnType<typeof world>>;

  async function expectNothingLeft({ fake, space }: World) {
    expect(fake.servers.size).toBe(0);
    expect(fake.rest()).toBe(0);
    expect(await space.state()).toEqual([]);
  }

  describe.concurrent('and their configuration', () => {
    it('is valid to the real provider', async () => {
      await using it = await world();
      expect(await it.terraform('validate')).toMatchObject({ code: 0 });
    });

    it('is refused with an argument that is spelled wrong', async () => {
      await using it = await world();
      const text = readFileSync(it.space.configuration, 'utf8');
      writeFileSync(it.space.configuration, text.replaceAll('"plan":', '"plann":'));
      const { code, text: said } = await it.terraform('validate');
      expect(code).toBe(1);
      expect(said).toContain('No argument or block type is named "plann". Did you mean "plan"?');
    });

    it('is refused where the provider is not the one that was locked', async () => {
      const changed = mkdtempSync(join(tmpdir(), 'firstbyte-mirror-'));
      try {
        cpSync(mirror, changed, { recursive: true, dereference: true });
        await using it = await world({ mirror: changed });
        rmSync(join(it.space.folder, '.terraform'), { recursive: true });
        expect((await it.terraform('init', '-lockfile=readonly')).code, 'the same bytes are accepted').toBe(0);
        rmSync(join(it.space.folder, '.terraform'), { recursive: true });
        appendFileSync(pluginIn(changed), '\0');
        const { code, text } = await it.terraform('init', '-lockfile=readonly');
        expect(code).toBe(1);
        expect(text.replaceAll(/[\s│]+/g, ' ')).toContain("doesn't match any of the checksums previously recorded");
      } finally {
        rmSync(changed, { recursive: true, force: true });
      }
    });

    it('is refused with an activation that would break out of the script', async () => {
      await using it = await world();
      const { code, text } = await it.terraform('plan', '-var', "activation_code=x'; reboot; '0123456789");
      expect(code).toBe(1);
      expect(text).toContain('Invalid value for variable');
    });
  });

  describe.concurrent('and their life', () => {
    it('is made as asked, found unchanged by a second plan, and destroyed', async () => {
      await using it = await world();
      const applied = await it.apply();
      expect(applied, applied.text).toMatchObject({ code: 0 });
      const boot = userData({ region: REGION, powerOffMinutes: MINUTES, activationCode: CODE, activationId: ID });
      const made = [...it.fake.servers.values()].sort((a, b) => a.hostname.localeCompare(b.hostname));
      expect(made).toMatchObject(
        rig.hosts.map(({ hostname, plan, site }) => ({
          hostname,
          plan,
          site,
          boot,
          billing: 'hourly',
          project: it.fake.project,
        })),
      );
      expect(await it.terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
      expect(applied.text, 'the activation is shown to nobody').not.toContain(CODE);
      expect(it.space.stateText(), 'the token is in no state').not.toContain(it.fake.token);
      expect(await it.naiveDestroy()).toMatchObject({ code: 0 });
      await expectNothingLeft(it);
    });

    it('ends with no server when one is deployed in vain, which a plain destroy leaves behind', async () => {
      await using it = await world();
      it.fake.faults.push('its deployment fails');
      expect(await it.apply()).toMatchObject({ code: 1 });
      await expectPlainDestroyLeaves(it, 1);
      await expectTeardownOf(it, 1);
    });

    it('ends with no server when one is not ready in time, which a plain destroy leaves behind', async () => {
      await using it = await world({ createSeconds: rig.impatientSeconds });
      it.fake.faults.push('it never gets ready', 'it never gets ready');
      expect(await it.apply()).toMatchObject({ code: 1 });
      await expectPlainDestroyLeaves(it, 2);
      for (const server of it.fake.servers.values()) server.busy = 2;
      await expectTeardownOf(it, 2);
    });

    it('ends with no server when Terraform is stopped while it makes some, which a plain destroy leaves behind', async () => {
      await using it = await world();
      it.fake.faults.push('it never gets ready', 'it never gets ready');
      const { child, ended } = it.space.start('apply', '-auto-approve', '-no-color');
      await until(() => it.fake.servers.size === 2);
      child.kill('SIGTERM');
      const { code } = await ended;
      expect(code).toBe(1);
      await expectPlainDestroyLeaves(it, 2);
      await expectTeardownOf(it, 2);
    });

    it('ends with no server when Terraform is killed with its state while it makes some', async () => {
      await using it = await world();
      it.fake.faults.push('it never gets ready', 'it never gets ready');
      const { child, ended } = it.space.start('apply', '-auto-approve', '-no-color', '-lock=false');
      await until(() => it.fake.servers.size === 2);
      child.kill('SIGKILL');
      await ended;
      const { removed } = await it.teardown();
      expect(removed).toBe(2);
      expect(it.fake.servers.size).toBe(0);
    });

    it.each<Fault>(['it is made with an error', 'it is made without an answer'])(
      'ends with no server when %s, which a plain destroy leaves behind',
      async (fault) => {
        await using it = await world();
        it.fake.faults.push(fault);
        const again = rig.asksAgain === fault;
        expect(await it.apply()).toMatchObject({ code: again ? 0 : 1 });
        expect(it.fake.servers.size, 'a plugin that asks again has three for two').toBe(again ? 3 : 2);
        await expectPlainDestroyLeaves(it, 1);
        await expectTeardownOf(it, 1);
      },
    );

    it(`ends with no server when one was deleted elsewhere, where ${rig.failsOnMissing.join(' ')} fails`, async () => {
      await using it = await world();
      expect(await it.apply()).toMatchObject({ code: 0 });
      it.fake.servers.delete([...it.fake.servers.keys()][0] ?? '');
      expect(await it.terraform(...rig.failsOnMissing, '-auto-approve')).toMatchObject({ code: 1 });
      const { rest } = await it.teardown();
      expect(rest, rest.text).toMatchObject({ code: 0 });
      await expectNothingLeft(it);
      expect((await it.teardown()).rest, 'once more').toMatchObject({ code: 0 });
    });

    it('ends with no server when there is no stock of one', async () => {
      await using it = await world();
      it.fake.faults.push('there is no stock');
      const { code, text } = await it.apply();
      expect(code).toBe(1);
      expect(text).toMatch(/stock/i);
      expect(it.fake.servers.size).toBe(1);
      await expectTeardownOf(it, 1);
    });
  });

  async function expectPlainDestroyLeaves(it: World, count: number) {
    await it.naiveDestroy();
    expect(it.fake.servers.size, 'what a plain destroy leaves behind').toBe(count);
    expect(await it.space.state(), 'which Terraform knows nothing of').not.toContainEqual(
      expect.stringContaining(SERVER_RESOURCES[rig.provider]),
    );
  }

  async function expectTeardownOf(it: World, count: number) {
    const { removed, rest } = await it.teardown();
    expect(removed).toBe(count);
    expect(rest, rest.text).toMatchObject({ code: 0 });
    await expectNothingLeft(it);
  }
});

/** The plugin in a mirror directory. */
function pluginIn(mirror: string): string {
  const found = readdirSync(mirror, { recursive: true, encoding: 'utf8' }).find((name) =>
    /terraform-provider-[^/]+_v[^/]+$/.test(name),
  );
  return join(mirror, found ?? 'none');
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('not within 60 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
