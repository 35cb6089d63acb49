import {
  DeleteParameterCommand,
  GetParametersCommand,
  type Parameter,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { LATITUDE_URL, type LatitudeApi, latitudeApi } from '../../lib/adapters/metal/latitude-api.ts';
import { parsedName } from '../../lib/adapters/metal/metal-names.ts';
import { storedLatitude } from '../../lib/adapters/metal/metal-world.ts';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import { type Deployment, METAL_ENDPOINT, OWNER_TAG, PARAMETER } from '../../lib/domain/names.ts';
import { givenSecret } from './given-keys.ts';

/** How the provider of bare metal is called on the command line. */
export const LATITUDE = 'latitude';

/** Stores Latitude.sh's token where builds and hosts find it, after the provider itself took it. Throws BadInput. */
export async function storeLatitudeToken(
  ssm: SSMClient,
  env: NodeJS.ProcessEnv,
  { home, endpoints }: Pick<Deployment, 'home' | 'endpoints'>,
): Promise<void> {
  // Asked first, so that nobody types a token in and is told afterwards that AWS does not let it be stored.
  await stored(ssm);
  const token = await givenSecret({ variable: 'LATITUDESH_AUTH_TOKEN', title: 'Latitude.sh API token' }, env);
  const fresh = await accepted(token, endpoints[METAL_ENDPOINT] ?? LATITUDE_URL);
  await refuseOtherAccount(await storedLatitude(ssm, endpoints), fresh);
  const parameter = {
    Name: PARAMETER.metalToken,
    Value: token,
    Type: 'SecureString',
    Tier: 'Standard',
    Description: 'firstbyte: API token of Latitude.sh',
  } as const;
  try {
    await ssm.send(new PutParameterCommand({ ...parameter, Tags: [{ Key: OWNER_TAG.name, Value: OWNER_TAG.keys }] }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ParameterAlreadyExists')) throw error;
    // A parameter that is there keeps its tags, and takes none along.
    await ssm.send(new PutParameterCommand({ ...parameter, Overwrite: true }));
  }
  console.log(`${LATITUDE}: accepted by the provider and stored in ${home} as ${PARAMETER.metalToken}`);
}

/** Lists plans, which makes nothing and needs a good token. */
async function accepted(token: string, url: string): Promise<LatitudeApi> {
  // The token goes into a header: one that cannot stand there is not sent.
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new BadInput('this is no token of Latitude.sh: it holds white space or other characters.');
  try {
    const api = latitudeApi({ url, token, answerSeconds: 10 });
    await api.offers('m4-metal-small');
    return api;
  } catch (error) {
    const reason = error instanceof BadInput ? 'Latitude.sh did not accept the token' : oneLine(error);
    throw new BadInput(`${reason}. Nothing was stored.`, { cause: error });
  }
}

/** To a token of another account our projects are invisible: the one that leads to them is not lost to it. Throws BadInput. */
async function refuseOtherAccount(old: LatitudeApi | undefined, fresh: LatitudeApi): Promise<void> {
  if (!old) return;
  let names: readonly string[];
  let accounts: readonly string[];
  try {
    names = await projectsOfOurs(old);
    accounts = names.length > 0 ? await old.accounts() : [];
  } catch (error) {
    // It leads to nothing any more.
    if (error instanceof BadInput) return;
    throw new BadInput(`${oneLine(error)}. Nothing was stored: the token before may lead to what this one does not see.`, {
      cause: error,
    });
  }
  if (names.length === 0) return;
  const ours = await fresh.accounts();
  if (accounts.some((one) => ours.includes(one))) return;
  throw new BadInput(
    `this token is of another account than the one that is stored, which still has projects of ours (${names.join(', ')}): npm run destroy removes them, or the console of that account. Nothing was stored.`,
  );
}

const projectsOfOurs = async (api: LatitudeApi): Promise<string[]> =>
  (await api.projects()).map(({ name }) => name).filter((name) => parsedName(name));

const stored = async (ssm: SSMClient): Promise<Parameter | undefined> =>
  (await ssm.send(new GetParametersCommand({ Names: [PARAMETER.metalToken] }))).Parameters?.[0];

/** Never its value. */
export async function showLatitudeToken(ssm: SSMClient): Promise<void> {
  const found = await stored(ssm);
  const day = found?.LastModifiedDate?.toISOString().slice(0, 10);
  console.log(`${LATITUDE}: ${found ? `stored${day ? ` on ${day}` : ''}` : 'no token'}`);
}

/** Throws BadInput while projects of ours are there that only the token leads to, or when nobody can know whether they are. */
export async function removeLatitudeToken(ssm: SSMClient, endpoints: Deployment['endpoints']): Promise<void> {
  await refuseWhileProjects(ssm, endpoints);
  try {
    await ssm.send(new DeleteParameterCommand({ Name: PARAMETER.metalToken }));
    console.log(`${LATITUDE}: removed`);
  } catch (error) {
    if (!(error instanceof Error && error.name === 'ParameterNotFound')) throw error;
    console.log(`${LATITUDE}: there was none`);
  }
}

async function refuseWhileProjects(ssm: SSMClient, endpoints: Deployment['endpoints']): Promise<void> {
  const api = await storedLatitude(ssm, endpoints);
  if (!api) return;
  let names: readonly string[];
  try {
    names = await projectsOfOurs(api);
  } catch (error) {
    // It leads to nothing any more.
    if (error instanceof BadInput)
      return console.error('note: Latitude.sh does not accept this token any more: it was not asked for projects.');
    throw new BadInput(`${oneLine(error)}. The token is kept: without it nobody finds what may be there.`, { cause: error });
  }
  if (names.length === 0) return;
  const last = names.flatMap((name) => parsedName(name)?.expiresAt ?? []).reduce((a, b) => (a > b ? a : b));
  throw new BadInput(
    `${names.length} projects of ours are still at Latitude.sh (${names.join(', ')}), and only the token leads to them: npm run destroy removes both, or the janitor does it within two hours after ${last.toISOString().slice(0, 16)}Z.`,
  );
}
