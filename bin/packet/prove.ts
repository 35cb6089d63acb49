import { randomBytes } from 'node:crypto';
import { LATITUDE_URL, type LatitudeApi, latitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { metalName } from '../../lib/adapters/metal/metal-names.ts';
import { BadInput, NamedError, oneLine } from '../../lib/domain/errors.ts';
import type { LatitudeHost } from '../../packet-tf/hosts-stack.ts';
import { resolveHost } from '../../packet-tf/resolve-host.ts';
import { EXIT } from '../exit-codes.ts';
import { launchAndRemove, run } from './launch-proof.ts';

export interface ProveFlags {
  readonly host: string;
  readonly yes?: boolean;
}

/** Longer than Terraform waits and the removal takes: after that whoever finds the project may remove it. */
const LIFE_MS = 2 * 3_600_000;

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
  if ((await run('terraform', ['version'], process.cwd(), { PATH: process.env.PATH }, 'ignore')) !== 0)
    throw new BadInput('terraform is not on PATH: install it, 1.11 or later');
  await checkStock(api, found);
  if (!yes) {
    console.log('Nothing was made. Say --yes to launch it, remove it, and look at what is left.');
    return;
  }
  try {
    const launched = await launchAndRemove({
      ...{ api, token, env: process.env, name: proofName(new Date()) },
      host: { ...found, role: 'client', hostname: 'firstbyte-proof' },
      say: (line) => console.log(line),
    });
    console.log(launched ? 'It was launched as asked.' : 'It was not launched as asked: see above.');
    if (!launched) process.exitCode = EXIT.nothingMeasured;
  } catch (error) {
    if (!(error instanceof NamedError) || !LEFT.has(error.name)) throw error;
    console.error(`firstbyte: ${oneLine(error)}`);
    process.exitCode = EXIT.somethingLeft;
  }
}

/** As a run names what it makes, of a run that nobody has on record. */
export function proofName(now: Date): string {
  const post = { run: `proof-${randomBytes(4).toString('hex')}`, lane: 'proof', role: 'client' };
  return metalName(post, new Date(now.getTime() + LIFE_MS)).project;
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
