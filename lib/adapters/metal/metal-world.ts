import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { HostLost } from '../../domain/errors.ts';
import { type Deployment, METAL_BUILD, METAL_ENDPOINT, PARAMETER, recordsPrefix, runBucket } from '../../domain/names.ts';
import type { Records } from '../../pipeline/ports.ts';
import { RECORD } from '../../pipeline/run-records.ts';
import type { AwsClients } from '../aws/clients.ts';
import { type Builds, codeBuilds } from '../aws/codebuild.ts';
import { failureName } from '../stores/store-failure.ts';
import { LATITUDE_URL, type LatitudeApi, latitudeApi } from './latitude-api.ts';
import type { MetalName } from './metal-names.ts';

/** What bare-metal hosts of one run are made with and removed by. */
export interface MetalWorld {
  readonly run: string;
  readonly deployment: Deployment;
  readonly clients: AwsClients;
  readonly records: Records;
  readonly builds: Builds;
  /** Undefined while no token is stored. */
  readonly api: () => Promise<LatitudeApi | undefined>;
}

export const NO_TOKEN = 'no token of Latitude.sh is stored: npm run keys -- latitude';

export const NO_ACCOUNT =
  'Latitude.sh does not say whose account the token is of, without which nobody could prove a removal: nothing was made';

export const OTHER_ACCOUNT =
  'the token stored is of another account at Latitude.sh than the one it was made in: npm run keys -- latitude';

export function metalWorld(one: Pick<MetalWorld, 'run' | 'deployment' | 'clients' | 'records'>): MetalWorld {
  const { home, endpoints } = one.deployment;
  const ssm = one.clients.ssm(home);
  return {
    ...one,
    builds: codeBuilds({ ssm, region: home, project: METAL_BUILD }),
    api: () => storedLatitude(ssm, endpoints),
  };
}

/** Undefined while no token is stored. The token is read anew each time: it may be replaced at any moment. */
export async function storedLatitude(ssm: SSMClient, endpoints: Deployment['endpoints']): Promise<LatitudeApi | undefined> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: PARAMETER.metalToken, WithDecryption: true }));
    return Parameter?.Value ? latitudeApi({ url: endpoints[METAL_ENDPOINT] ?? LATITUDE_URL, token: Parameter.Value }) : undefined;
  } catch (error) {
    if (failureName(error) === 'ParameterNotFound') return undefined;
    throw error;
  }
}

/** Throws HostLost while no token is stored. */
export async function needApi({ api }: Pick<MetalWorld, 'api'>): Promise<LatitudeApi> {
  const found = await api();
  if (!found) throw new HostLost(NO_TOKEN);
  return found;
}

/**
 * The provider, asked with a token of the account that these hosts were made in: to another one's they are invisible, not gone. Throws
 * HostLost.
 */
export async function ownApi(world: Pick<MetalWorld, 'api' | 'records'>, names: readonly MetalName[]): Promise<LatitudeApi> {
  const api = await needApi(world);
  const intents = await Promise.all(names.map(({ project }) => RECORD.intent.read(world.records, project)));
  const accounts = intents.flatMap((intent) => intent?.account ?? []);
  if (accounts.length === 0) return api;
  const ours = await api.accounts();
  if (!accounts.every((one) => ours.includes(one))) throw new HostLost(OTHER_ACCOUNT);
  return api;
}

/** Where records of the run lie, for a build: the bucket, and the prefix before a record's key. */
export const recordsAt = ({ run, deployment: { account, home } }: Pick<MetalWorld, 'run' | 'deployment'>) => ({
  bucket: runBucket(account, home),
  prefix: recordsPrefix(run),
});
