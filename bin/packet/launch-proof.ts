import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LatitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { removeProjects } from '../../lib/adapters/metal/remove-projects.ts';
import type { Patience } from '../../lib/adapters/metal/remove-servers.ts';
import { NamedError } from '../../lib/domain/errors.ts';
import { type LatitudeHost, synthHosts, VARIABLES } from '../../packet-tf/hosts-stack.ts';
import { TERRAFORM_TEARDOWN } from '../../packet-tf/terraform-teardown.ts';

/** No activation: the host boots, cannot register with SSM, and powers itself off. */
const NO_ACTIVATION = { code: 'none-00000000000000000', id: '00000000-0000-0000-0000-000000000000' };
const POWER_OFF_MINUTES = 60;
/** None of them ends this before what was made is removed. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/**
 * All that Terraform gets of this environment: where programs and settings lie, and how the network is reached. Above all no TF_LOG,
 * which writes requests with their token down, and no TF_CLI_ARGS or TF_VAR of somebody else.
 */
const HANDED_ON: readonly string[] = [
  ...['PATH', 'HOME', 'TMPDIR', 'TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

export interface Proof {
  readonly api: LatitudeApi;
  readonly host: LatitudeHost;
  /** Of the project: a `MetalName`'s, so that janitor and `npm run destroy` find it when this program dies. */
  readonly name: string;
  readonly token: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
  readonly patience?: Patience;
}

/**
 * Has Terraform make one server in a project of its own, and removes both whatever became of it. Returns whether it was made as asked.
 * Throws ServersLeft or NotDestroyed when something is left, or when nobody knows.
 */
export async function launchAndRemove(proof: Proof): Promise<boolean> {
  const { api, host, name, say } = proof;
  say(`In project ${name}. Ctrl-C ends the launch and goes on with the removal.`);
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-proof-'));
  const backend = { kind: 'local', path: 'terraform.tfstate' } as const;
  const options = { outdir: join(root, 'out'), backend, region: 'us-east-1', powerOffMinutes: POWER_OFF_MINUTES, name };
  const folder = synthHosts([host], options);
  // Terraform gets the same Ctrl-C from the terminal and ends by itself.
  const onward = () => console.error('firstbyte: removing what was made');
  for (const signal of ENDINGS) process.on(signal, onward);
  let env: NodeJS.ProcessEnv | undefined;
  let launched = false;
  try {
    const project = await api.makeProject(name);
    say(`Its id is ${project}.`);
    env = environment(proof, project);
    launched = (await run('terraform', ['init', '-no-color'], folder, env)) === 0 && (await applied(folder, env));
  } finally {
    // Also where the project's own making had no answer: it is looked for by its name.
    await removeAll(proof, folder, env);
    for (const signal of ENDINGS) process.off(signal, onward);
    rmSync(root, { recursive: true, force: true });
  }
  return launched;
}

const applied = async (folder: string, env: NodeJS.ProcessEnv): Promise<boolean> =>
  (await run('terraform', ['apply', '-auto-approve', '-no-color'], folder, env)) === 0;

/** Without an environment Terraform was never started. */
async function removeAll({ api, name, say, patience }: Proof, folder: string, env?: NodeJS.ProcessEnv): Promise<void> {
  const removed = await removeProjects(api, name, patience);
  const rest = env ? await run('sh', ['-c', TERRAFORM_TEARDOWN], folder, env) : 0;
  const left = (await api.userData()).filter(({ description }) => description === name).length;
  say(`\n${removed} removed, 0 left, the project is gone.`);
  if (left > 0) throw new NamedError('NotDestroyed', `the user data "${name}" is left: remove it in the Latitude.sh console`);
  if (rest !== 0) say('Terraform could not end its own side, which held nothing any more: see above.');
}

function environment({ env, token }: Proof, project: string): NodeJS.ProcessEnv {
  const handed = HANDED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return {
    ...Object.fromEntries(handed),
    LATITUDESH_AUTH_TOKEN: token,
    [`TF_VAR_${VARIABLES.project}`]: project,
    [`TF_VAR_${VARIABLES.activationCode}`]: NO_ACTIVATION.code,
    [`TF_VAR_${VARIABLES.activationId}`]: NO_ACTIVATION.id,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
  };
}

/** Exit code of a program; 127 when it is not there. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output] });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
