import type { Variation } from '../../lib/adapters/local/s3/variation.ts';
import { endpointUrl } from '../../lib/adapters/stores/s3-endpoint.ts';
import { BadInput, oneLine } from '../../lib/domain/errors.ts';
import type { StoreRecord } from '../../lib/domain/run.ts';
import type { Config } from '../config.ts';

/** Where stand-ins stand. */
export const THIS_MACHINE = 'this machine';

/** A store that a run on this machine can measure, before anything is started. */
export type StoreSpec =
  | {
      readonly kind: 'stand-in';
      readonly id: string;
      readonly title: string;
      readonly shape: { readonly delayMs: number; readonly jitterMs: number; readonly bytesPerSecond: number };
      /** How delays and rates differ from request to request; all alike where absent. */
      readonly varies?: { readonly delayVariation?: Variation; readonly rateVariation?: Variation };
      readonly port?: number;
      readonly faults: readonly object[];
    }
  | { readonly kind: 'items'; readonly id: string; readonly title: string; readonly note?: string }
  | {
      readonly kind: 'endpoint';
      readonly id: string;
      readonly title: string;
      readonly connection: {
        readonly endpoint: string;
        readonly region: string;
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly pathStyle: boolean;
        readonly bucket?: string;
      };
    };

export interface Skipped {
  readonly id: string;
  readonly title: string;
  readonly reason: string;
}

/**
 * Stores of the configuration. An endpoint without its keys is left out and named; one that was asked for by name is an error.
 * Throws BadInput.
 */
export function specsOf(
  config: Config,
  asked: readonly string[] | undefined,
  env: NodeJS.ProcessEnv,
): { specs: StoreSpec[]; skipped: Skipped[] } {
  const specs: StoreSpec[] = Object.entries(config.standIns ?? {}).map(
    ([id, { delayMs, jitterMs = 0, bytesPerSecond, delayVariation, rateVariation, port, faults = [] }]) => ({
      kind: 'stand-in',
      id,
      title: `${id} (stand-in)`,
      shape: { delayMs, jitterMs, bytesPerSecond },
      ...((delayVariation || rateVariation) && {
        varies: { ...(delayVariation && { delayVariation }), ...(rateVariation && { rateVariation }) },
      }),
      ...(port !== undefined && { port }),
      faults,
    }),
  );
  const skipped: Skipped[] = [];
  for (const [id, endpoint] of Object.entries(config.endpoints ?? {})) {
    if (specs.some((spec) => spec.id === id))
      throw new BadInput(`${id} is both an endpoint and a stand-in of the configuration: rename one.`);
    const { endpoint: address, bucket } = endpoint;
    refuseNoAddress(id, address);
    const { title = id, accessKeyEnv, secretKeyEnv, region = 'us-east-1', pathStyle = true } = endpoint;
    const accessKeyId = env[accessKeyEnv];
    const secretAccessKey = env[secretKeyEnv];
    if (!accessKeyId || !secretAccessKey) {
      const missing = [accessKeyId ? '' : accessKeyEnv, secretAccessKey ? '' : secretKeyEnv].filter(Boolean).join(' and ');
      if (asked?.includes(id))
        throw new BadInput(`${id} has no keys: set ${missing} in the environment, or leave it out of --stores.`);
      skipped.push({ id, title, reason: `no keys: ${missing} not set` });
      continue;
    }
    const connection = {
      endpoint: address,
      region,
      accessKeyId,
      secretAccessKey,
      pathStyle,
      ...(bucket !== undefined && { bucket }),
    };
    specs.push({ kind: 'endpoint', id, title, connection });
  }
  return { specs, skipped };
}

function refuseNoAddress(id: string, address: string): void {
  try {
    endpointUrl(address);
  } catch (error) {
    throw new BadInput(`endpoints.${id}.endpoint: ${oneLine(error)}.`);
  }
}

/** How a run's record and page describe the store. */
export function recordOf(spec: StoreSpec): StoreRecord {
  const { id, title } = spec;
  if (spec.kind === 'endpoint') return { id, title, site: new URL(spec.connection.endpoint).host, kind: 'object' };
  if (spec.kind === 'items')
    return { id, title, site: THIS_MACHINE, kind: 'item stand-in', ...(spec.note && { note: spec.note }) };
  const faults = spec.faults.length > 0 ? { faults: JSON.stringify(spec.faults) } : {};
  const note = spec.varies ? { note: `Varies from request to request: ${JSON.stringify(spec.varies)}` } : {};
  return { id, title, site: THIS_MACHINE, kind: 'object stand-in', shape: { ...spec.shape, ...faults }, ...note };
}
