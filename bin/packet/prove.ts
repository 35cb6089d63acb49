import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LATITUDE_URL, type LatitudeApi, latitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { removeServers } from '../../lib/adapters/metal/remove-servers.ts';
import { BadInput, NamedError, oneLine } from '../../lib/domain/errors.ts';
import { type LatitudeHost, synthHosts, VARIABLES } from '../../packet-tf/hosts-stack.ts';
import { resolveHost } from '../../packet-tf/resolve-host.ts';
import { TERRAFORM_TEARDOWN } from '../../packet-tf/terraform-teardown.ts';
import { EXIT } from '../exit-codes.ts';

export interface ProveFlags {
  readonly host: string;
  readonly yes?: boolean;
}

/** No activation: the host boots, cannot register with SSM, and powers itself off. */
const NO_ACTIVATION = { code: 'none-00000000000000000', id: '00000000-0000-0000-0000-000000000000' };

/**
 * `firstbyte packet prove`: one real server at Latitude.sh by Terraform, then the project's own removal, then a look at what is left.
 * Spends money: shows the price and stops unless told to go on.
 */
export async function prove({ host, yes = false }: ProveFlags): Promise<void> {
  const token = process.env.LATITUDESH_AUTH_TOKEN;
  if (!token) throw new BadInput('LATITUDESH_AUTH_TOKEN is not set: make a token in the Latitude.sh console');
  const [plan = '', site = ''] = host.split('@');
  const { found } = resolveHost({ plan, site }, 'latitude');
  if (found.provider !== 'latitude') throw new BadInput(`${host} is not at Latitude.sh`);
  const api = latitudeApi({ url: LATITUDE_URL, token });
  if ((await run('terraform', ['version'], process.cwd(), {}, 'ignore')) !== 0)
    throw new BadInput('terraform is not on PATH: install it, 1.11 or later');
  await checkStock(api, found);
  if (!yes) {
    console.log('Nothing was made. Say --yes to launch it, remove it, and look at what is left.');
    return;
  }
  try {
    await launchAndRemove(api, { ...found, role: 'client', hostname: 'firstbyte-proof' });
  } catch (error) {
    if (!(error instanceof NamedError) || !LEFT.has(error.name)) throw error;
    console.error(`firstbyte: ${oneLine(error)}`);
    process.exitCode = EXIT.somethingLeft;
  }
}

/** Errors that say that something is left. */
const LEFT = new Set(['ServersLeft', 'NotDestroyed']);

async function checkStock(api: LatitudeApi, { plan, site }: Pick<LatitudeHost, 'plan' | 'site'>): Promise<void> {
  const offers = await api.offers(plan);
  const offer = offers.find(({ inStock }) => inStock.includes(site));
  const elsewhere = offers.flatMap(({ inStock }) => inStock);
  if (!offer)
    throw new BadInput(
      `${plan} is not in stock in ${site} now: ${elsewhere.length > 0 ? `it is in ${elsewhere.join(', ')}` : 'nor elsewhere'}`,
    );
  const { limit, used } = await api.allowance();
  if (limit !== null && used >= limit)
    throw new BadInput(`this account may have ${limit} servers and has ${used}: ask Latitude.sh for more, or remove one`);
  console.log(`${plan} in ${site}: ${offer.usdPerHour ?? 'an unknown number of'} USD an hour, ${offer.nics || 'ports unknown'}`);
}

/** None of them ends this before what was made is removed. */
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function launchAndRemove(api: LatitudeApi, host: LatitudeHost): Promise<void> {
  const name = `firstbyte-proof-${randomBytes(4).toString('hex')}`;
  console.log(`In project ${name}. Ctrl-C ends the launch and goes on with the removal.`);
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-proof-'));
  const backend = { kind: 'local', path: 'terraform.tfstate' } as const;
  const folder = synthHosts([host], { outdir: join(root, 'out'), backend, region: 'us-east-1', powerOffMinutes: 60 });
  const project = await api.makeProject(name);
  const env = variables(project);
  // Terraform gets the same Ctrl-C from the terminal and ends by itself.
  const onward = () => console.error('firstbyte: removing what was made');
  for (const signal of ENDINGS) process.on(signal, onward);
  let launched = false;
  try {
    launched = (await run('terraform', ['init', '-no-color'], folder, env)) === 0 && (await applied(folder, env));
  } finally {
    await removeAll(api, project, folder, env);
    for (const signal of ENDINGS) process.off(signal, onward);
    rmSync(root, { recursive: true, force: true });
  }
  console.log(launched ? 'It was launched as asked.' : 'It was not launched as asked: see above.');
  if (!launched) process.exitCode = EXIT.nothingMeasured;
}

const applied = async (folder: string, env: Environment): Promise<boolean> =>
  (await run('terraform', ['apply', '-auto-approve', '-no-color'], folder, env)) === 0;

/** Throws when anything is left, or nobody knows. */
async function removeAll(api: LatitudeApi, project: string, folder: string, env: Environment): Promise<void> {
  const removed = await removeServers(api, project);
  const rest = await run('sh', ['-c', TERRAFORM_TEARDOWN], folder, env);
  await api.removeProject(project);
  console.log(`\n${removed} removed, ${(await api.servers(project)).length} left, the project is gone.`);
  if (rest !== 0) throw new NamedError('NotDestroyed', 'the user data "firstbyte" is left: remove it in the Latitude.sh console');
}

type Environment = Readonly<Record<string, string>>;

const variables = (project: string): Environment => ({
  [`TF_VAR_${VARIABLES.project}`]: project,
  [`TF_VAR_${VARIABLES.activationCode}`]: NO_ACTIVATION.code,
  [`TF_VAR_${VARIABLES.activationId}`]: NO_ACTIVATION.id,
  TF_IN_AUTOMATION: '1',
  TF_INPUT: '0',
});

/** Exit code of a program; 127 when it is not there. */
function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Environment,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', output, output] });
    child.once('error', () => resolve(127));
    child.once('close', (code) => resolve(code ?? 1));
  });
}
