import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../bin/command.ts';
import type { Fault } from '../fakes/fake-provider.ts';
import { latitude } from './rigs.ts';
import { whyNoTerraform } from './workspace.ts';

const mirror = whyNoTerraform() ? undefined : process.env.FIRSTBYTE_LATITUDE_MIRROR;

it('finds the plugin where FIRSTBYTE_LATITUDE_MIRROR says it is, and says when nothing names it', () => {
  if (!mirror) console.log('NOT PROVED HERE: packet prove: it needs terraform and FIRSTBYTE_LATITUDE_MIRROR');
  expect(mirror === undefined || existsSync(join(mirror, 'registry.terraform.io/latitudesh/latitudesh'))).toBe(true);
});

describe.each(mirror ? [latitude(mirror)] : [])('packet prove', (rig) => {
  async function prove(...args: string[]) {
    const { fake, env } = await rig.start();
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-prove-'));
    const settings = join(folder, 'terraform.rc');
    writeFileSync(settings, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
    // Node's own fetch goes the way of the plugin: through the proxy, with its certificate.
    const way = { NODE_USE_ENV_PROXY: '1', NODE_EXTRA_CA_CERTS: env.SSL_CERT_FILE ?? '', TF_CLI_CONFIG_FILE: settings };
    return {
      fake,
      run: () => run(['packet', 'prove', ...args], { env: { ...env, ...way }, within: 200 }),
      async [Symbol.asyncDispose]() {
        await fake.close();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  }

  it('shows the price and makes nothing unless told to', async () => {
    await using it = await prove();
    const { code, stdout } = await it.run();
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('c2-small-x86 in LAX: 0.21 USD an hour') });
    expect(it.fake.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  it('refuses a site without stock, and says where there is some', async () => {
    await using it = await prove('--host', 'c1.small.x86@ashburn', '--yes');
    expect(await it.run()).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no c2-small-x86 in ashburn (ASH) now: in stock in LAX'),
    });
  });

  it.each<[Fault | 'all goes well', number]>([
    ['all goes well', 0],
    ['its deployment fails', 3],
    ['it is made with an error', 0],
  ])('leaves nothing where %s', async (fault, exit) => {
    await using it = await prove('--yes');
    if (fault !== 'all goes well') it.fake.faults.push(fault);
    const { code, stdout, stderr } = await it.run();
    expect(code, stdout + stderr).toBe(exit);
    expect(stdout).toMatch(/[12] removed, 0 left, the project is gone/);
    expect(it.fake.servers.size + it.fake.rest()).toBe(0);
    expect(it.fake.calls).toContainEqual(expect.stringMatching(/^DELETE \/projects\//));
    expect(stdout + stderr).not.toContain(it.fake.token);
  });
});
