import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { launchAndRemove } from '../../../bin/packet/launch-proof.ts';
import { proofName } from '../../../bin/packet/prove.ts';
import { latitudeApi } from '../../../lib/adapters/metal/latitude-api.ts';
import { parsedName } from '../../../lib/adapters/metal/metal-names.ts';
import { type FakeLatitude, fakeLatitude } from '../../packet-tf/fakes/latitude.ts';

const HOST = { provider: 'latitude', role: 'client', hostname: 'firstbyte-proof', plan: 'c2-small-x86', site: 'LAX' } as const;
/** Makes what Terraform would, as far as a fault lets it, and writes down what it was given. */
const TERRAFORM = `#!/bin/sh
echo "$*" >>"$HOME/calls"
env | sort >"$HOME/environment"
[ "$1" = apply ] || exit 0
post() { curl -sS -o /dev/null -X POST -H "Authorization: $LATITUDESH_AUTH_TOKEN" "$(cat "$HOME/url")/$1" -d "$2"; }
name=$(sed -n 's/.*"description": "\\(firstbyte-[^"]*\\)".*/\\1/p' cdk.tf.json | head -n 1)
post user_data "{\\"data\\":{\\"attributes\\":{\\"description\\":\\"$name\\",\\"content\\":\\"\\"}}}"
post servers "{\\"data\\":{\\"attributes\\":{\\"project\\":\\"$TF_VAR_project\\",\\"hostname\\":\\"h\\"}}}"
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

const prove = (env: NodeJS.ProcessEnv = {}, api = latitudeApi({ ...latitude, pauseSeconds: 0.01 })) =>
  launchAndRemove({
    ...{ api, host: HOST, name, token: latitude.token, patience: { withinSeconds: 30, pauseSeconds: 0.01 } },
    env: { PATH: `${folder}:${process.env.PATH}`, HOME: folder, ...env },
    say: (line) => said.push(line),
  });
const nothing = () => expect([latitude.servers.size, latitude.rest(), [...latitude.projects.keys()]]).toEqual([0, 0, ['given']]);

describe('a proof at the provider', () => {
  it('is named as a run names what it makes, so that whoever looks for what expired finds it', () => {
    expect(parsedName(name)).toMatchObject({
      run: expect.stringMatching(/^proof-[0-9a-f]{8}$/),
      expiresAt: new Date('2026-11-21T14:00:00Z'),
    });
  });

  it('is launched, said with its project as soon as that is known, and leaves nothing', async () => {
    expect(await prove()).toBe(true);
    expect(said[0]).toContain(`In project ${name}.`);
    expect(said[1]).toMatch(/^Its id is proj_[0-9a-f]+\.$/);
    expect(said.at(-1)).toMatch(/1 removed, 0 left, the project is gone/);
    nothing();
  });

  it('leaves nothing where Terraform fails after it made a server', async () => {
    writeFileSync(join(folder, 'fails'), '');
    expect(await prove()).toBe(false);
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
});
