import { randomBytes } from 'node:crypto';
import { type ChosenOffer, chooseOffer } from '../../lib/adapters/metal/choose-offer.ts';
import { LATITUDE_URL, type LatitudeApi, latitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { metalName } from '../../lib/adapters/metal/metal-names.ts';
import { BadInput, NamedError, oneLine } from '../../lib/domain/errors.ts';
import { LATITUDE_SITES, type LatitudeSite } from '../../packet-tf/latitude.ts';
import { resolveHost } from '../../packet-tf/resolve-host.ts';
import { EXIT } from '../exit-codes.ts';
import { launchAndRemove, type ProofOutcome } from './launch-proof.ts';
import { PROOF_RUN, proofNamed, removeProof } from './remove-proof.ts';
import { runProgram } from './run-program.ts';

export interface ProveFlags {
  readonly host: string;
  readonly yes?: boolean;
  /** The project of an earlier proof. */
  readonly remove?: string;
}

/** Longer than Terraform waits and the removal takes: after that whoever finds the project may remove it. */
const LIFE_MS = 2 * 3_600_000;
const say = (line: string) => console.log(line);

/**
 * `firstbyte packet prove`: one real server at Latitude.sh by Terraform, then the project's own removal, then a look at what is left.
 * Spends money: shows the price and stops unless told to go on. With `remove` only the removal, of an earlier proof.
 */
export async function prove({ host, yes = false, remove }: ProveFlags): Promise<void> {
  const token = process.env.LATITUDESH_AUTH_TOKEN;
  if (!token) throw new BadInput('LATITUDESH_AUTH_TOKEN is not set: make a token in the Latitude.sh console');
  const api = latitudeApi({ url: LATITUDE_URL, token });
  if (remove !== undefined) {
    const name = proofNamed(remove);
    return sayingWhatIsLeft(() => removeProof({ api, name, say }));
  }
  const [plan = '', site = ''] = host.split('@');
  const { found } = resolveHost({ plan, site }, 'latitude');
  if (found.provider !== 'latitude') throw new BadInput(`${host} is not at Latitude.sh`);
  const env = { PATH: process.env.PATH };
  if ((await runProgram('terraform', ['version'], { cwd: process.cwd(), env, output: 'ignore' })) !== 0)
    throw new BadInput('terraform is not on PATH: install it, 1.11 or later');
  const place = await stockAt(api, found.plan, site);
  if (!yes) return say('Nothing was made. Say --yes to launch it, remove it, and look at what is left.');
  await sayingWhatIsLeft(async () => {
    const outcome = await launchAndRemove({
      ...{ api, token, say, env: process.env, name: proofName(new Date()) },
      host: { ...found, site: place, role: 'client', hostname: 'firstbyte-proof' },
    });
    say(VERDICT[outcome]);
    process.exitCode = CODE[outcome];
  });
}

const VERDICT: Readonly<Record<ProofOutcome, string>> = {
  launched: 'It was launched as asked.',
  'not launched': 'It was not launched as asked: see above.',
  interrupted: 'It was interrupted, and what was made is removed.',
};
const CODE: Readonly<Record<ProofOutcome, number>> = {
  launched: EXIT.good,
  'not launched': EXIT.nothingMeasured,
  interrupted: EXIT.interrupted,
};

/** As a run names what it makes, of a run that nobody has on record. */
export function proofName(now: Date): string {
  const post = { run: `${PROOF_RUN}${randomBytes(4).toString('hex')}`, lane: 'proof', role: 'client' };
  return metalName(post, new Date(now.getTime() + LIFE_MS)).project;
}

async function sayingWhatIsLeft(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NamedError) || error.name !== 'ServersLeft') throw error;
    console.error(`firstbyte: ${oneLine(error)}`);
    process.exitCode = EXIT.somethingLeft;
  }
}

/** Where a launch would make it now, by the same decision; says price and ports. Throws BadInput where it cannot be had. */
async function stockAt(api: LatitudeApi, host: string, site: string): Promise<LatitudeSite> {
  let offer: ChosenOffer;
  try {
    offer = await chooseOffer(api, { host, site });
  } catch (error) {
    if (error instanceof Error && error.name === 'HostLost') throw new BadInput(oneLine(error), { cause: error });
    throw error;
  }
  const { plan, place, nics, usdPerHour } = offer;
  const known = LATITUDE_SITES.find((one) => one === place);
  if (!known) throw new BadInput(`${plan} is in ${place}, which this program does not know`);
  say(`${plan} in ${known}: ${usdPerHour ?? 'an unknown number of'} USD an hour, ${nics || 'ports unknown'}`);
  return known;
}
