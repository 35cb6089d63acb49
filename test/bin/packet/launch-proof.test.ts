import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { launchAndRemove, type Proof } from '../../../bin/packet/launch-proof.ts';
import { proofName } from '../../../bin/packet/prove.ts';
import { removeProof } from '../../../bin/packet/remove-proof.ts';
import { latitudeApi } from '../../../lib/adapters/metal/latitude-api.ts';
import { parsedName } from '../../../lib/adapters/metal/metal-names.ts';
import { type FakeLatitude, fakeLatitude } from '../../packet-tf/fakes/latitude.ts';
import { run, startProgram } from '../command.ts';

const HOST = { provider: 'latitude', role: 'client', hostname: 'firstbyte-proof', plan: 'c2-small-x86', site: 'LAX' } as const;
/** Makes what Terraform would, as far as a fault lets it, and writes down what it was given. */
const TERRAFORM = `#!/bin/sh
echo "$*" >>"$HOME/calls"
[ "$1" != init ] || [ ! -e .terraform.lock.hcl ] || cp .terraform.lock.hcl "$HOME/locked"
env | sort >"$HOME/environment"
[ "$1" = apply ] || exit 0
post() { curl -sS -o /dev/null -X POST -H "Authorization: $LATITUDESH_AUTH_TOKEN" "$(cat "$HOME/url")/$1" -d "$2"; }
name=$(sed -n 's/.*"description": "\\(firstbyte-[^"]*\\)".*/\\1/p' cdk.tf.json | head -n 1)
post user_data "{\\"data\\":{\\"attributes\\":{\\"description\\":\\"$name\\",\\"content\\":\\"\\"}}}"
post servers "{\\"data\\":{\\"attributes\\":{\\"project\\":\\"$TF_VAR_project\\",\\"hostname\\":\\"h\\"}}}"
trap 'echo stopped >>"$HOME/calls"; exit 1' TERM
: >"$HOME/applying"
looks=0
while [ -e "$HOME/hangs" ] && [ "$looks" -lt 600 ]; do sleep 0.05; looks=$((looks + 1)); done
[ ! -e "$HOME/fails" ]
`;
let folder: string;
let latitude: FakeLatitude;
let name: string;
const said: string[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'firstbyte-proof-test-'));
  latitude = await fakeLatitude();
  name = proofName(new Date('2026-11-21T12:00:00Z'));
  said.length = 0;
  writeFileSync(join(folder, 'terraform'), TERRAFORM);
  chmodSync(join(folder, 'terraform'), 0o755);
  writeFileSync(join(folder, 'url'), latitude.url);
});
afterEach(async () => {
  await latitude.close();
  rmSync(folder, { recursive: true, force: true });
});

const prove = (env: NodeJS.ProcessEnv = {}, api = latitudeApi({ ...latitude, pauseSeconds: 0.01 }), over: Partial<Proof> = {}) =>
  launchAndRemove({
    ...{ api, host: HOST, name, token: latitude.token, patience: { withinSeconds: 30, pauseSeconds: 0.01 } },
    env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder, ...env },
    say: (line) => said.push(line),
    ...over,
  });
const calls = () => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').split('\n') : []);
const nothing = () => expect([latitude.servers.size, latitude.rest(), [...latitude.projects.keys()]]).toEqual([0, 0, ['given']]);

describe('a proof at the provider', () => {
  it('is named as a run names what it makes, so that whoever looks for what expired finds it', () => {
    expect(parsedName(name)).toMatchObject({
      run: expect.stringMatching(/^proof-[0-9a-f]{8}$/),
      expiresAt: new Date('2026-11-21T14:00:00Z'),
    });
  });

  it('is launched, said with its project as soon as that is known, and leaves nothing', async () => {
    expect(await prove()).toBe('launched');
    expect(said[0]).toContain(`In project ${name}.`);
    expect(said[1]).toMatch(/^Its id is proj_[0-9a-f]+\.$/);
    expect(said.at(-1)).toMatch(/1 removed, 0 left, the project is gone/);
    nothing();
  });

  it('leaves nothing where Terraform fails after it made a server', async () => {
    writeFileSync(join(folder, 'fails'), '');
    expect(await prove()).toBe('not launched');
    expect(said.at(-1)).toMatch(/1 removed, 0 left/);
    nothing();
  });

  it('looks for its project by name where the answer that made it was lost', async () => {
    const api = latitudeApi({ ...latitude, pauseSeconds: 0.01 });
    const cut = {
      ...api,
      async makeProject(one: string) {
        await api.makeProject(one);
        throw new Error('no answer');
      },
    };
    await expect(prove({}, cut)).rejects.toThrow('no answer');
    expect(existsSync(join(folder, 'calls')), 'Terraform was never started').toBe(false);
    nothing();
  });

  it("hands Terraform a short list of this environment: no log that would hold the token, and nobody else's settings", async () => {
    await prove({
      TF_LOG: 'TRACE',
      TF_LOG_PATH: '/tmp/log',
      TF_CLI_ARGS: '-no',
      TF_VAR_project: 'another',
      AWS_SECRET_ACCESS_KEY: 's',
    });
    const names = readFileSync(join(folder, 'environment'), 'utf8')
      .split('\n')
      .flatMap((line) => /^([A-Za-z_]\w*)=/.exec(line)?.[1] ?? [])
      .filter((one) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(one));
    expect(names).toEqual(
      ['HOME', 'LATITUDESH_AUTH_TOKEN', 'PATH', 'TF_INPUT', 'TF_IN_AUTOMATION']
        .concat(['TF_VAR_activation_code', 'TF_VAR_activation_id', 'TF_VAR_project'])
        .sort(),
    );
    expect(said.join()).not.toContain(latitude.token);
  });

  it('takes the provider that builds take where there is a lock, and says so where there is none', async () => {
    const lock = join(folder, 'latitude.lock.hcl');
    await prove({}, undefined, { lock });
    expect(calls()[0]).toBe('init -no-color');
    expect(said.join()).toContain('npm run packet -- lock writes it');
    writeFileSync(lock, 'hashes');
    said.length = 0;
    await prove({}, undefined, { lock });
    expect(calls()).toContain('init -no-color -lockfile=readonly');
    expect(readFileSync(join(folder, 'locked'), 'utf8')).toBe('hashes');
    expect(said.join()).not.toContain('npm run packet -- lock');
  });

  it.each(['projectsNamed', 'removeProject', 'servers', 'userData'] as const)(
    'says that a server may be billed, and by which name it is removed, where %s fails at the end',
    async (what) => {
      const api = latitudeApi({ ...latitude, pauseSeconds: 0.01 });
      const down = { ...api, [what]: () => Promise.reject(new Error('no route')) };
      const patience = { withinSeconds: 0.2, pauseSeconds: 0.01 };
      await expect(prove({}, down, { patience })).rejects.toMatchObject({
        name: 'ServersLeft',
        message: expect.stringMatching(
          new RegExp(`^project ${name} at Latitude.sh may hold a server, which may be billed .* --remove ${name}`),
        ),
      });
      await removeProof({ api, name, patience: { withinSeconds: 30, pauseSeconds: 0.01 }, say: () => {} });
      nothing();
    },
  );

  it('is removed although the provider fails at first', async () => {
    const api = latitudeApi({ ...latitude, pauseSeconds: 0.01 });
    const failing = { projectsNamed: 3, removeProject: 2 };
    const shaky = {
      ...api,
      projectsNamed: async (one: string) => {
        if (failing.projectsNamed-- > 0) throw new Error('bad gateway');
        return api.projectsNamed(one);
      },
      removeProject: async (one: string) => {
        if (failing.removeProject-- > 0) throw new Error('bad gateway');
        return api.removeProject(one);
      },
    };
    expect(await prove({}, shaky)).toBe('launched');
    nothing();
  });

  it('refuses to remove by hand what no proof made', async () => {
    const env = { LATITUDESH_AUTH_TOKEN: 'token' };
    for (const one of ['production', 'firstbyte-20261121-120000-ab1c-0123abcd-20261121t1330']) {
      const { code, stderr } = await run(['packet', 'prove', '--remove', one], { env });
      expect([code, stderr]).toEqual([2, expect.stringContaining(`"${one}" is no project of a proof`)]);
    }
  });
});

describe('a proof that gets SIGTERM', () => {
  const proof = () =>
    startProgram(process.execPath, ['test/bin/packet/proof-process.ts'], {
      env: { URL: latitude.url, TOKEN: latitude.token, NAME: name, HOME: folder, PATH: `${folder}:${process.env.PATH}` },
    });
  const there = (file: string) => vi.waitUntil(() => existsSync(join(folder, file)), { timeout: 60_000 });

  it('while its project is made starts no Terraform, and leaves nothing', async () => {
    writeFileSync(join(folder, 'slow'), '');
    const { pid, stderr, ended } = proof();
    await there('made');
    process.kill(pid, 'SIGTERM');
    await vi.waitUntil(() => stderr().includes('nothing more is started'), { timeout: 60_000 });
    writeFileSync(join(folder, 'answer'), '');
    const { code, stdout } = await ended;
    expect([code, stdout]).toEqual([0, expect.stringContaining('outcome: interrupted')]);
    expect(calls()).toEqual([]);
    nothing();
  });

  it('while Terraform makes the server hands it on once, and leaves nothing', async () => {
    writeFileSync(join(folder, 'hangs'), '');
    const { pid, ended } = proof();
    await there('applying');
    expect(latitude.servers.size).toBe(1);
    process.kill(pid, 'SIGTERM');
    const { code, stdout } = await ended;
    expect([code, stdout]).toEqual([0, expect.stringMatching(/1 removed, 0 left[\s\S]*outcome: interrupted/)]);
    expect(calls().filter((call) => call === 'stopped')).toHaveLength(1);
    nothing();
  });
});
