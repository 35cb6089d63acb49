import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LatitudeHost, synthHosts, VARIABLES } from '../../packet-tf/hosts-stack.ts';
import { TERRAFORM_TEARDOWN } from '../../packet-tf/terraform-teardown.ts';
import { METAL_LOCK } from '../deploy/metal-lock.ts';
import { type Interruption, interruption } from './interruption.ts';
import { type ProofAtProvider, removeProof } from './remove-proof.ts';
import { runProgram } from './run-program.ts';

/** No activation: the host boots, cannot register with SSM, and powers itself off. */
const NO_ACTIVATION = { code: 'none-00000000000000000', id: '00000000-0000-0000-0000-000000000000' };
const POWER_OFF_MINUTES = 60;
/**
 * All that Terraform gets of this environment: where programs and settings lie, and how the network is reached. Above all no TF_LOG,
 * which writes requests with their token down, and no TF_CLI_ARGS or TF_VAR of somebody else.
 */
const HANDED_ON: readonly string[] = [
  ...['PATH', 'HOME', 'TMPDIR', 'TF_CLI_CONFIG_FILE', 'TF_PLUGIN_CACHE_DIR', 'SSL_CERT_FILE', 'SSL_CERT_DIR'],
  ...['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]),
];

/** `name` is a `MetalName`'s, so that janitor and `npm run destroy` find the project when this program dies. */
export interface Proof extends ProofAtProvider {
  readonly host: LatitudeHost;
  readonly token: string;
  readonly env: NodeJS.ProcessEnv;
  /** Terraform's lock file; by default the one that builds use. */
  readonly lock?: string;
}

export type ProofOutcome = 'launched' | 'not launched' | 'interrupted';

/**
 * Has Terraform make one server in a project of its own, and removes both whatever became of it, also after a signal: then no further
 * step begins, and Terraform gets it handed on. Throws ServersLeft when something is left, or when nobody knows.
 */
export async function launchAndRemove(proof: Proof): Promise<ProofOutcome> {
  const { api, host, name, say } = proof;
  say(`In project ${name}. Ctrl-C ends the launch and goes on with the removal.`);
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-proof-'));
  const backend = { kind: 'local', path: 'terraform.tfstate' } as const;
  const options = { outdir: join(root, 'out'), backend, region: 'us-east-1', powerOffMinutes: POWER_OFF_MINUTES, name };
  const folder = synthHosts([host], options);
  const ending = interruption();
  let env: NodeJS.ProcessEnv | undefined;
  let launched = false;
  try {
    const project = await api.makeProject(name);
    say(`Its id is ${project}.`);
    if (!ending.asked()) {
      env = environment(proof, project);
      launched = await allDone(steps(proof, folder), folder, env, ending);
    }
  } finally {
    // Also where the project's own making had no answer: it is looked for by its name.
    await removeProof(proof)
      .then(() => env && endTerraform(folder, env, say))
      .finally(() => {
        ending.forget();
        rmSync(root, { recursive: true, force: true });
      });
  }
  if (ending.asked()) return 'interrupted';
  return launched ? 'launched' : 'not launched';
}

/** What Terraform is asked for, one after the other. */
function steps({ lock = METAL_LOCK, say }: Proof, folder: string): readonly (readonly string[])[] {
  const locked = existsSync(lock);
  if (locked) copyFileSync(lock, join(folder, '.terraform.lock.hcl'));
  else say(`Without ${lock} the provider is taken as its registry has it: npm run packet -- lock writes it.`);
  return [
    ['init', '-no-color', ...(locked ? ['-lockfile=readonly'] : [])],
    ['apply', '-auto-approve', '-no-color'],
  ];
}

async function allDone(
  calls: readonly (readonly string[])[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  ending: Interruption,
): Promise<boolean> {
  for (const args of calls) {
    if (ending.asked()) return false;
    if ((await runProgram('terraform', args, { cwd, env, interruption: ending })) !== 0) return false;
  }
  return true;
}

/** Nothing of it is at the provider any more: that it fails leaves nothing. */
async function endTerraform(cwd: string, env: NodeJS.ProcessEnv, say: Proof['say']): Promise<void> {
  if ((await runProgram('sh', ['-c', TERRAFORM_TEARDOWN], { cwd, env })) !== 0)
    say('Terraform could not end its own side, which held nothing any more: see above.');
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
