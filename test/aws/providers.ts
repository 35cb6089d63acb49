import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import type { S3StandInConfig } from '../../lib/adapters/local/s3/config.ts';
import type { LogLine } from '../../lib/adapters/local/s3/log.ts';
import { startStandIn } from '../lib/adapters/local/s3/stand-in.ts';

/** Backblaze's limit for new accounts. */
const B2_REQUESTS_PER_SECOND = 500;
const KEYS = {
  wasabi: { accessKeyId: 'WASABIPLAYED', secretAccessKey: 'a key of the played wasabi' },
  b2: { accessKeyId: 'B2PLAYED', secretAccessKey: 'a key of the played b2' },
} as const;

/** Processes of this project that play Wasabi and B2, B2 with its quirks: one for each place, because a place knows its region. */
export interface Providers {
  /** Address by place: `wasabi.eu-central-1`. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** As `npm run keys` reads them from the environment. */
  readonly keys: Readonly<Record<string, string>>;
  /** Buckets that are there now, by place. */
  buckets(): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Ends them; returns what each was asked, by place. */
  stop(): Promise<Readonly<Record<string, readonly LogLine[]>>>;
}

export async function playProviders(
  folder: string,
  places: { readonly wasabi: readonly string[]; readonly b2: readonly string[] },
): Promise<Providers> {
  const names = [
    ...places.wasabi.map((region) => ({ provider: 'wasabi', region }) as const),
    ...places.b2.map((region) => ({ provider: 'b2', region }) as const),
  ];
  const played = await Promise.all(
    names.map(async ({ provider, region }) => {
      const place = `${provider}.${region}`;
      mkdirSync(join(folder, place), { recursive: true });
      const quirks: Partial<S3StandInConfig> =
        provider === 'b2' ? { versioned: true, refuseChecksums: true, requestsPerSecond: B2_REQUESTS_PER_SECOND } : {};
      const standIn = await startStandIn({
        ...{ region, ...KEYS[provider], ...quirks },
        ...{ folder: join(folder, place, 'data'), log: join(folder, place, 'log.ndjson') },
      });
      return { place, provider, region, standIn };
    }),
  );
  return {
    endpoints: Object.fromEntries(played.map(({ place, standIn }) => [place, standIn.endpoint])),
    keys: {
      WASABI_ACCESS_KEY_ID: KEYS.wasabi.accessKeyId,
      WASABI_SECRET_ACCESS_KEY: KEYS.wasabi.secretAccessKey,
      B2_KEY_ID: KEYS.b2.accessKeyId,
      B2_APPLICATION_KEY: KEYS.b2.secretAccessKey,
    },
    async buckets() {
      const lists = played.map(async ({ place, provider, region, standIn }) => {
        const { Buckets = [] } = await standIn.client({ region, credentials: KEYS[provider] }).send(new ListBucketsCommand({}));
        return [place, Buckets.map(({ Name = '' }) => Name)] as const;
      });
      return Object.fromEntries(await Promise.all(lists));
    },
    async stop() {
      return Object.fromEntries(
        await Promise.all(played.map(async ({ place, standIn }) => [place, await standIn.stop()] as const)),
      );
    },
  };
}
