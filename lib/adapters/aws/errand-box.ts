import { DeleteObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { ERRAND_VERSION, type Errand } from '../../domain/errand.ts';
import { recordsPrefix } from '../../domain/names.ts';
import type { Order, Post } from '../../domain/order.ts';
import type { OrderEnd, Ready } from '../../domain/sample.ts';
import type { HostReady, OrderRef, OrderState } from '../../pipeline/ports.ts';
import { parseLines } from '../../pipeline/read-lines.ts';
import { linesKey } from '../../pipeline/run-records.ts';
import { presigner } from '../stores/presign.ts';
import type { S3Endpoint } from '../stores/s3-endpoint.ts';
import { partKey, type S3Records } from './records.ts';

export type Member = Pick<Post, 'lane' | 'role'>;

/** How hosts far away are handed their work and are heard: everything goes through presigned URLs of the run bucket. */
export interface ErrandBox {
  /** Stores the errand with its upload URLs; returns the presigned GET URL the host needs. An order of null is the ready errand. */
  send(post: Post, order: Order | null): Promise<string>;
  /** What the member's ready line says, or undefined while there is none. */
  ready(member: Member): Promise<HostReady | undefined>;
  /** Set once the order's end line has arrived. */
  ended(ref: OrderRef): Promise<OrderState | undefined>;
  /** Deletes an errand that is done, or without `which` all of a member: their URLs are good for an hour. Idempotent. */
  forget(member: Member, which?: number | 'ready'): Promise<void>;
}

export interface ErrandBoxOptions {
  readonly s3: S3Client;
  /** The run bucket. */
  readonly bucket: string;
  readonly run: string;
  /** Of the same bucket, under `recordsPrefix(run)`. */
  readonly records: S3Records;
  readonly now?: () => Date;
}

/** Beside a write for each block: the ready line, two calibrations, the end, and two in case of a failed write. */
const WRITES_BESIDE_BLOCKS = 6;
/** The ready line, and one in case of a failed write. */
const READY_WRITES = 2;

const folderOf = ({ lane, role }: Member): string => `errands/${lane}/${role}/`;
const errandKey = (member: Member, which: number | 'ready'): string => `${folderOf(member)}${which}.json`;
/** Where the ready line of a member lies. */
export const readyKey = ({ lane, role }: Member): string => `lanes/${lane}/${role}/ready.ndjson`;

export function errandBox({ s3, bucket, run, records, now = () => new Date() }: ErrandBoxOptions): ErrandBox {
  const prefix = recordsPrefix(run);
  return {
    async send(post, order) {
      // The role's own credentials, asked for each time: they expire with their session, and so does what they signed.
      const presign = presigner(await endpointOf(s3), bucket, now);
      const log = order ? linesKey(post.lane, post.role, order.round) : readyKey(post);
      const writes = order ? order.blocks.length + WRITES_BESIDE_BLOCKS : READY_WRITES;
      const numbers = Array.from({ length: writes }, (_, i) => i + 1);
      const uploads = await Promise.all(numbers.map((number) => presign('PUT', prefix + partKey(log, number))));
      const errand: Errand = { v: ERRAND_VERSION, post, order, uploads };
      const key = errandKey(post, order ? order.round : 'ready');
      await records.write(key, JSON.stringify(errand));
      return presign('GET', prefix + key);
    },
    async ready(member) {
      const lines = parseLines((await records.read(readyKey(member))) ?? '');
      const ready = [...lines].find((line): line is Ready => line.kind === 'ready');
      return ready && { addresses: ready.addresses, facts: ready.facts };
    },
    async ended({ lane, role, round }) {
      const lines = parseLines((await records.lastPart(linesKey(lane, role, round))) ?? '');
      const end = [...lines].find((line): line is OrderEnd => line.kind === 'end');
      if (!end) return undefined;
      return end.error ? { done: true, failed: `${end.error.name}: ${end.error.message}` } : { done: true };
    },
    async forget(member, which) {
      const keys = which === undefined ? await records.list(folderOf(member)) : [errandKey(member, which)];
      for (const key of keys) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }));
    },
  };
}

/** Where and with what credentials this client's bucket is reached, for URLs that others open. */
export async function endpointOf({ config }: S3Client): Promise<S3Endpoint> {
  const region = await config.region();
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
  const given = await config.endpoint?.();
  const other = given
    ? `${given.protocol}//${given.hostname}${given.port ? `:${given.port}` : ''}`
    : process.env.AWS_ENDPOINT_URL;
  return {
    endpoint: other ?? `https://s3.${region}.amazonaws.com`,
    region,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    // As `clients.ts` has it: an address has no bucket subdomains, AWS has.
    pathStyle: other !== undefined,
  };
}
