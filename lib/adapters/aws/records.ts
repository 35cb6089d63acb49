import {
  GetObjectCommand,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { inParallel } from '../../domain/in-parallel.ts';
import type { Records } from '../../pipeline/ports.ts';
import { failureName } from '../stores/store-failure.ts';

export interface S3RecordsOptions {
  readonly s3: S3Client;
  readonly bucket: string;
  /** Ends with a slash; see `recordsPrefix`. */
  readonly prefix: string;
}

export interface S3Records extends Records {
  /** The last part of a log: the end of an order is found without reading what was measured. */
  lastPart(key: string): Promise<string | undefined>;
}

/** S3 has no append: each addition to a log is an object of its own, and their names sort in the order of writing. */
export const partKey = (log: string, number: number): string => `${log}/${String(number).padStart(PART_DIGITS, '0')}`;

const PART_DIGITS = 6;
const PART = /^(.+\.ndjson)\/\d{6}$/;
const isLog = (key: string): boolean => key.endsWith('.ndjson');
const READS_AT_ONCE = 32;
/** How often an addition tries the next number when another writer was faster. */
const APPEND_ATTEMPTS = 50;

/** Records as objects under one prefix of the private run bucket. It needs ListBucket: without it S3 answers 403 for a missing key. */
export function s3Records({ s3, bucket: Bucket, prefix }: S3RecordsOptions): S3Records {
  async function get(key: string): Promise<string | undefined> {
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: prefix + key }));
      return await Body?.transformToString();
    } catch (error) {
      if (failureName(error) === 'NoSuchKey') return undefined;
      throw error;
    }
  }
  const put = (key: string, Body: string, condition: { readonly IfNoneMatch?: '*' } = {}) =>
    s3.send(new PutObjectCommand({ Bucket, Key: prefix + key, Body, ContentType: 'application/json', ...condition }));

  async function keysUnder(from: string): Promise<string[]> {
    const pages: AsyncIterable<ListObjectsV2CommandOutput> = paginateListObjectsV2(
      { client: s3 },
      { Bucket, Prefix: prefix + from },
    );
    const keys: string[] = [];
    for await (const { Contents = [] } of pages) keys.push(...Contents.map(({ Key = '' }) => Key.slice(prefix.length)));
    return keys.sort();
  }
  const partsOf = (log: string) => keysUnder(`${log}/`);

  return {
    async read(key) {
      if (!isLog(key)) return get(key);
      const parts = await partsOf(key);
      if (parts.length === 0) return undefined;
      const texts: string[] = [];
      await inParallel([...parts.entries()], READS_AT_ONCE, async ([at, part]) => {
        texts[at] = (await get(part)) ?? '';
      });
      return texts.join('');
    },
    async lastPart(key) {
      const last = (await partsOf(key)).at(-1);
      return last === undefined ? undefined : get(last);
    },
    async write(key, text) {
      await put(key, text);
    },
    async append(key, text) {
      const last = (await partsOf(key)).at(-1);
      const next = last === undefined ? 1 : Number(last.slice(-PART_DIGITS)) + 1;
      for (let number = next; number < next + APPEND_ATTEMPTS; number++) {
        try {
          await put(partKey(key, number), text, { IfNoneMatch: '*' });
          return;
        } catch (error) {
          // 412: that part was written meanwhile; 409: it is being written.
          if (!['PreconditionFailed', 'ConditionalRequestConflict'].includes(failureName(error))) throw error;
        }
      }
      throw new Error(`${key}: too many writers at once`);
    },
    async list(from) {
      const keys = (await keysUnder(from)).map((key) => PART.exec(key)?.[1] ?? key);
      return [...new Set(keys)];
    },
  };
}
