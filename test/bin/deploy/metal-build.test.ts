import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { metalBuildFolder } from '../../../bin/deploy/metal-build.ts';
import { TERRAFORM } from '../../../lib/cloud/metal/build-script.ts';

const CODE = 'the/code+of=an-activation';
const TOKEN = 'the-token';
const FOLDER = 'runs/r/records/terraform/0123abcd';
const HOSTS = [{ provider: 'latitude', role: 'host', hostname: 'fb-r-0123ab', plan: 'c2-small-x86', site: 'LAX2' }];
/** Objects are files, a download copies a prepared zip; Terraform writes down how it was called and what it saw. */
const STUBS: Readonly<Record<string, string>> = {
  aws: `case "$1 $2" in
"s3 cp") from=\${3#s3://} to=\${4#s3://}
  if [ "$3" = - ]; then mkdir -p "$OBJECTS/$(dirname "$to")"; cat >"$OBJECTS/$to"; else cat "$OBJECTS/$from"; fi ;;
"s3 rm") rm -f "$OBJECTS/\${3#s3://}" ;;
esac`,
  curl: `while [ "$1" != --output ]; do shift; done; cp "$OBJECTS/terraform.zip" "$2"`,
  sha256sum: `read -r hash _; echo "$hash" >>"$OBJECTS/hashes"; exit \${WRONG_HASH:-0}`,
  unzip: `mkdir -p tools; cp "$OBJECTS/terraform" tools/terraform`,
};
const TERRAFORM_STUB = `#!/bin/sh
echo "$@" >>"$OBJECTS/calls"
case "$1" in
init) cp .terraform.lock.hcl "$OBJECTS/seen-lock" ;;
apply|destroy) env | grep TF_VAR_ | sort >"$OBJECTS/seen-$1"; cp cdk.tf.json "$OBJECTS/seen-$1.json" ;;
state) [ "$2" != list ] || echo latitudesh_server.host ;;
esac
if [ "$1" = "$FAILS" ]; then printf '\\n╷\\n│ Error: SERVERS_OUT_OF_STOCK\\n╵\\n' >&2; exit 1; fi
`;
let root: string;
let built: string;
let objects: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'firstbyte-build-'));
  built = await metalBuildFolder(root);
  mkdirSync(join(root, 'stubs'));
  for (const [name, does] of Object.entries(STUBS)) {
    writeFileSync(join(root, 'stubs', name), `#!/bin/sh\n${does}\n`);
    chmodSync(join(root, 'stubs', name), 0o755);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  objects = mkdtempSync(join(root, 'objects-'));
  write('terraform.zip', 'a zip');
  write('terraform', TERRAFORM_STUB);
  chmodSync(join(objects, 'terraform'), 0o755);
  write(`bucket/${FOLDER}/activation`, CODE);
});

function write(key: string, text: string): void {
  mkdirSync(dirname(join(objects, key)), { recursive: true });
  writeFileSync(join(objects, key), text);
}
const text = (key: string): string => readFileSync(join(objects, key), 'utf8');

/** As CodeBuild does: the source's folder, the variables of the build, nothing of this machine's. */
function build(action: string, over: NodeJS.ProcessEnv = {}, lock = true) {
  const folder = mkdtempSync(join(root, 'work-'));
  cpSync(built, folder, { recursive: true });
  rmSync(join(folder, 'latitude.lock.hcl'), { force: true });
  if (lock) writeFileSync(join(folder, 'latitude.lock.hcl'), '# a lock\n');
  const env = {
    PATH: `${join(root, 'stubs')}:${dirname(process.execPath)}:/usr/bin:/bin`,
    ...{ OBJECTS: objects, FAILS: 'nothing', LATITUDESH_AUTH_TOKEN: TOKEN, ACTION: action, BUCKET: 'bucket', FOLDER },
    ...{ STATE_REGION: 'us-east-1', PROJECT_NAME: 'firstbyte-r-0123abcd-20261121t1330' },
    ...(action === 'apply'
      ? {
          ...{ HOSTS: JSON.stringify(HOSTS), ACTIVATION_REGION: 'us-west-2', POWER_OFF_MINUTES: '90' },
          ...{ TF_VAR_project: 'proj_1', TF_VAR_activation_id: '6d0fbcf2-7f4e-4a0a-9b0e-0a2b4f1f9a11' },
        }
      : {}),
    ...over,
  };
  const { status, stdout, stderr } = spawnSync('sh', ['build.sh'], { cwd: folder, env, encoding: 'utf8', timeout: 20_000 });
  return { status, shown: stdout + stderr };
}

describe('the build of bare-metal hosts, in a folder with nothing beside it', () => {
  it('applies the hosts it is told, with the lock as it was deployed', () => {
    expect(build('apply')).toMatchObject({ status: 0 });
    expect(text('calls').split('\n').slice(0, 2)).toEqual(['init -lockfile=readonly -no-color', 'apply -auto-approve -no-color']);
    expect(text('seen-lock')).toBe('# a lock\n');
    expect(text('seen-apply')).toBe(
      `TF_VAR_activation_code=${CODE}\nTF_VAR_activation_id=6d0fbcf2-7f4e-4a0a-9b0e-0a2b4f1f9a11\nTF_VAR_project=proj_1\n`,
    );
    const { resource, terraform } = JSON.parse(text('seen-apply.json'));
    expect(resource.latitudesh_server.host).toMatchObject({ site: 'LAX2', hostname: 'fb-r-0123ab', billing: 'hourly' });
    expect(resource.latitudesh_user_data.boot.description).toBe('firstbyte-r-0123abcd-20261121t1330');
    expect(terraform.backend.s3).toMatchObject({
      bucket: 'bucket',
      key: `${FOLDER}/hosts.tfstate`,
      region: 'us-east-1',
      encrypt: true,
      use_lockfile: true,
    });
  });

  it('uses Terraform by its hash alone', () => {
    build('apply');
    expect(text('hashes')).toBe(`${TERRAFORM.sha256}\n`);
    expect(TERRAFORM.sha256).toMatch(/^[0-9a-f]{64}$/);
    const { status } = build('apply', { WRONG_HASH: '1' });
    expect(status).not.toBe(0);
    expect(text(`bucket/${FOLDER}/failure`)).toMatch(/^Terraform is not what was published: its hash differs/);
  });

  it('makes nothing without a lock, and says so', () => {
    expect(build('apply', {}, false).status).not.toBe(0);
    expect(existsSync(join(objects, 'calls'))).toBe(false);
    expect(text(`bucket/${FOLDER}/failure`).trim()).toBe(
      'no lock of the Latitude.sh provider was deployed: npm run packet -- lock, once, then npx cdk deploy --all',
    );
  });

  it("hands on Terraform's own words when it fails", () => {
    expect(build('apply', { FAILS: 'apply' }).status).toBe(1);
    expect(text(`bucket/${FOLDER}/failure`).trim()).toMatch(/Error: SERVERS_OUT_OF_STOCK$/);
  });

  it('prints neither the token nor the code, and writes them nowhere', () => {
    const { shown } = build('apply', { FAILS: 'apply' });
    for (const secret of [TOKEN, CODE]) {
      expect(shown).not.toContain(secret);
      expect(text(`bucket/${FOLDER}/failure`)).not.toContain(secret);
      expect(text('seen-apply.json')).not.toContain(secret);
    }
  });

  it("destroys without the hosts' names, servers forgotten first, and deletes the state with its lock", () => {
    write(`bucket/${FOLDER}/hosts.tfstate`, '{}');
    write(`bucket/${FOLDER}/hosts.tfstate.tflock`, '{}');
    expect(build('destroy')).toMatchObject({ status: 0 });
    expect(text('calls').trim().split('\n').slice(1)).toEqual([
      'state list',
      'state rm latitudesh_server.host',
      'destroy -refresh=false -auto-approve -no-color',
    ]);
    for (const name of ['hosts.tfstate', 'hosts.tfstate.tflock'])
      expect(existsSync(join(objects, 'bucket', FOLDER, name))).toBe(false);
  });

  it('destroys the hosts it is told where some are named', () => {
    expect(build('destroy', { HOSTS: JSON.stringify(HOSTS) })).toMatchObject({ status: 0 });
    expect(JSON.parse(text('seen-destroy.json')).resource.latitudesh_server.host).toMatchObject({ hostname: 'fb-r-0123ab' });
  });

  it('keeps the state when the destruction fails', () => {
    write(`bucket/${FOLDER}/hosts.tfstate`, '{}');
    expect(build('destroy', { FAILS: 'destroy' }).status).toBe(1);
    expect(existsSync(join(objects, 'bucket', FOLDER, 'hosts.tfstate'))).toBe(true);
  });

  it('refuses an action it does not know', () => {
    expect(build('explode').status).not.toBe(0);
    expect(existsSync(join(objects, 'hashes')), 'before anything is fetched').toBe(false);
    expect(text(`bucket/${FOLDER}/failure`)).toMatch(/^there is no action explode/);
  });
});
