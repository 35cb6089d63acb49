import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MetalHost, synthHosts, VARIABLES } from '../../../packet-tf/hosts-stack.ts';

/** Why the proofs with Terraform cannot run here; undefined when they can. */
export function whyNoTerraform(): string | undefined {
  for (const [program, ...args] of [
    ['terraform', 'version'],
    ['go', 'version'],
  ] as const)
    try {
      execFileSync(program, args, { stdio: 'ignore' });
    } catch {
      return `${program} is not on PATH`;
    }
  return undefined;
}

export const REGION = 'us-east-1';
export const MINUTES = 120;
export const CODE = 'Abc+123/abcdefghijkl';
export const ID = '6d0fbcf2-7f4e-4a0a-9b0e-0a2b4f1f9a11';

export interface Ended {
  readonly code: number | null;
  /** Both streams, without colour. */
  readonly text: string;
}

export interface Workspace {
  readonly folder: string;
  /** Terraform's JSON as it was synthesized. */
  readonly configuration: string;
  terraform(...args: readonly string[]): Promise<Ended>;
  /** A shell script in the stack's folder. */
  shell(script: string): Promise<Ended>;
  start(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> };
  /** What Terraform believes there is. */
  state(): Promise<readonly string[]>;
  stateText(): string;
  close(): void;
}

export interface Setting {
  readonly hosts: readonly MetalHost[];
  readonly mirror: string;
  readonly project: string;
  readonly createSeconds: number;
  readonly env: Readonly<Record<string, string>>;
}

/** A folder of its own with a synthesized stack, and Terraform bound to a mirror directory: nothing is fetched. */
export function workspace({ hosts, mirror, project, createSeconds, env }: Setting): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-metal-'));
  const backend = { kind: 'local', path: 'terraform.tfstate' } as const;
  const folder = synthHosts(hosts, {
    outdir: join(root, 'out'),
    backend,
    region: REGION,
    powerOffMinutes: MINUTES,
    createSeconds,
  });
  const settings = join(root, 'terraform.rc');
  writeFileSync(
    settings,
    `disable_checkpoint = true\nprovider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  const variables = { [VARIABLES.project]: project, [VARIABLES.activationCode]: CODE, [VARIABLES.activationId]: ID };
  const all = {
    PATH: process.env.PATH ?? '',
    HOME: root,
    TF_CLI_CONFIG_FILE: settings,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [`TF_VAR_${name}`, value])),
    ...env,
  };
  const run = (program: string, args: readonly string[]) => {
    const child = spawn(program, args, { cwd: folder, env: all, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
    const ended = new Promise<Ended>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, text }));
    });
    return { child, ended };
  };
  const terraform: Workspace['terraform'] = (...args) => run('terraform', args).ended;
  const stateFile = join(folder, 'terraform.tfstate');
  return {
    folder,
    configuration: join(folder, 'cdk.tf.json'),
    terraform,
    shell: (script) => run('sh', ['-c', script]).ended,
    start: (...args) => run('terraform', args),
    async state() {
      const { text } = await terraform('state', 'list');
      return existsSync(stateFile) ? text.split('\n').filter((line) => /^[a-z_]+\.\S+$/.test(line)) : [];
    },
    stateText: () => (existsSync(stateFile) ? readFileSync(stateFile, 'utf8') : ''),
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}
