import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { metalBuildFolder } from '../../../bin/deploy/metal-build.ts';
import { BUILD_FOLDER, buildScript, TERRAFORM } from '../../../lib/cloud/metal/build-script.ts';
import type { MetalHost } from '../../../packet-tf/hosts-stack.ts';
import { TERRAFORM_TEARDOWN } from '../../../packet-tf/terraform-teardown.ts';
import { fakeAccount } from '../../lib/adapters/aws/fakes/account.ts';
import { fakeSts } from '../../lib/adapters/aws/fakes/sts.ts';
import { KEYS, startStandIn } from '../../lib/adapters/local/s3/stand-in.ts';
import { storedZip } from './stored-zip.ts';
import { CODE, type Ended, ID, workspace } from './workspace.ts';

const REGION = 'us-east-1';
const BUCKET = 'runs';
const FOLDER = 'runs/r/records/terraform/0123abcd';

export interface BuildPlace {
  /** Runs the build as CodeBuild does. */
  build(action: 'apply' | 'destroy'): Promise<Ended>;
  /** The same, to be killed with everything it started. */
  begin(action: 'apply' | 'destroy'): { readonly kill: () => void; readonly ended: Promise<Ended> };
  /** Terraform in the folder of the last build. */
  terraform(...args: readonly string[]): Promise<Ended>;
  /** Names in the host's folder of the bucket, sorted. */
  kept(): Promise<readonly string[]>;
  put(name: string, text: string): Promise<void>;
  text(name: string): Promise<string>;
  /** Ends the bucket; every request that it answered, as `PutObject hosts.tfstate 200`. */
  requests(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface BuildSetting {
  readonly hosts: readonly MetalHost[];
  readonly mirror: string;
  readonly project: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The build of bare-metal hosts as deployed, in bash: its script, its synthesis, its lock, the real terraform out of a zip with the
 * hash that the script is told, the real plugin out of a mirror, and the S3 stand-in behind Terraform's own S3 backend.
 */
export async function buildPlace({ hosts, mirror, project, env }: BuildSetting): Promise<BuildPlace> {
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-joined-'));
  const built = await metalBuildFolder(root);
  const zip = storedZip('terraform', readFileSync(terraformBinary()));
  writeFileSync(join(root, 'terraform.zip'), zip);
  const sha256 = createHash('sha256').update(zip).digest('hex');
  writeFileSync(join(built, BUILD_FOLDER.script), buildScript(TERRAFORM_TEARDOWN, { ...TERRAFORM, sha256 }));
  writeFileSync(join(built, BUILD_FOLDER.lock), await lockOf({ hosts, mirror, project, env }));
  const settings = join(root, 'terraform.rc');
  const filesystem = `filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }`;
  writeFileSync(settings, `disable_checkpoint = true\nprovider_installation {\n  ${filesystem}\n}\n`);
  stub(root, 'curl', `while [ "$1" != --output ]; do shift; done; cp '${root}/terraform.zip' "$2"`);
  if (!hasAws()) stub(root, 'aws', `exec '${process.execPath}' '${fileURLToPath(new URL('aws-cp.ts', import.meta.url))}' "$@"`);

  const standIn = await startStandIn({ region: REGION });
  const account = await fakeAccount({ sts: fakeSts('123456789012') });
  const s3 = standIn.client({ region: REGION });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const put = async (name: string, Body: string) =>
    void (await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${FOLDER}/${name}`, Body })));
  await put('activation', CODE);

  const all = {
    ...{ PATH: `${root}/stubs:${dirname(process.execPath)}:${process.env.PATH}`, HOME: root, TF_CLI_CONFIG_FILE: settings },
    ...{ AWS_ENDPOINT_URL: account.url, AWS_ENDPOINT_URL_S3: standIn.endpoint, AWS_EC2_METADATA_DISABLED: 'true' },
    ...{ AWS_ACCESS_KEY_ID: KEYS.accessKeyId, AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey, AWS_REGION: REGION },
    // An address has no names below it, as buckets of AWS have.
    TF_CLI_ARGS_init: '-backend-config=use_path_style=true',
    ...{ BUCKET, FOLDER, STATE_REGION: REGION, ACTIVATION_REGION: REGION, POWER_OFF_MINUTES: '90', PROJECT_NAME: 'firstbyte-r' },
    ...{ HOSTS: JSON.stringify(hosts), TF_VAR_project: project, TF_VAR_activation_id: ID, TF_VAR_activation_code: CODE },
    ...env,
  };
  let work = root;
  const start = (program: string, args: readonly string[], cwd: string, more: Readonly<Record<string, string>>) => {
    const child = spawn(program, args, { cwd, env: { ...all, ...more }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, text }));
    });
    return { kill: () => void (child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')), ended };
  };
  const begin: BuildPlace['begin'] = (ACTION) => {
    work = mkdtempSync(join(root, 'work-'));
    cpSync(built, work, { recursive: true });
    return start('bash', ['-c', `sh ${BUILD_FOLDER.script}`], work, { ACTION });
  };
  let requests: Promise<readonly string[]> | undefined;
  const stopped = () => {
    requests ??= standIn
      .stop()
      .then((lines) => lines.map(({ name, key, status }) => `${name} ${key.split('/').at(-1)} ${status}`));
    return requests;
  };
  return {
    begin,
    build: (action) => begin(action).ended,
    terraform: (...args) => start(join(work, 'tools/terraform'), args, join(work, 'out/stacks/hosts'), {}).ended,
    kept: () => namesIn(s3),
    put,
    text: async (name) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: `${FOLDER}/${name}` }));
      return (await Body?.transformToString()) ?? '';
    },
    requests: stopped,
    async close() {
      await Promise.all([stopped(), account.close()]);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function namesIn(s3: S3Client): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
  return Contents.map(({ Key = '' }) => Key.replace(`${FOLDER}/`, '')).sort();
}

/** The lock as Terraform writes it for what is in the mirror. */
async function lockOf(setting: BuildSetting): Promise<string> {
  const space = workspace({ ...setting, createSeconds: 60 });
  try {
    const { code, text } = await space.terraform('providers', 'lock', `-fs-mirror=${setting.mirror}`, '-no-color');
    if (code !== 0) throw new Error(text);
    return readFileSync(join(space.folder, '.terraform.lock.hcl'), 'utf8');
  } finally {
    space.close();
  }
}

function stub(root: string, name: string, does: string): void {
  mkdirSync(join(root, 'stubs'), { recursive: true });
  writeFileSync(join(root, 'stubs', name), `#!/bin/sh\n${does}\n`);
  chmodSync(join(root, 'stubs', name), 0o755);
}

const terraformBinary = (): string =>
  realpathSync(execFileSync('sh', ['-c', 'command -v terraform'], { encoding: 'utf8' }).trim());

function hasAws(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
