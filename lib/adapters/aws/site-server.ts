import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { presigner } from '../stores/presign.ts';
import { endpointOf } from './errand-box.ts';

/** The part of a function URL's event that is used (payload format 2.0). */
export interface SiteRequest {
  readonly rawPath?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly requestContext?: { readonly http?: { readonly method?: string } };
}

export interface SiteAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export interface SiteServerOptions {
  readonly s3: S3Client;
  /** The site bucket. */
  readonly bucket: string;
  /** Sent with every answer. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a run publishes, and the pages of all runs, in folders nobody can guess. Nothing else exists here: no root, no list, no other name. */
const PAGE = /^\/([\w-]{20,200})\/(index\.html|latest\.html|run\.json|samples\.(?:ndjson|csv)\.gz)$/;
/** Lambda answers with at most 6 MB of JSON, and base64 adds a third. */
const LARGEST_ANSWER_BYTES = 4_400_000;
/** A page shrinks to about a fifth: more than this is not worth reading into memory. */
const LARGEST_READ_BYTES = 64_000_000;
const TEXTS = /\.(html|json)$/;

const compressed = promisify(gzip);

/** Serves published pages from the private bucket; what is too large for an answer is sent on to S3 itself, for an hour. */
export function siteServer({ s3, bucket: Bucket, headers }: SiteServerOptions) {
  const answer = (statusCode: number, more: Readonly<Record<string, string>>, body: Buffer | string): SiteAnswer => ({
    statusCode,
    headers: { ...headers, ...more },
    body: typeof body === 'string' ? body : body.toString('base64'),
    isBase64Encoded: typeof body !== 'string',
  });
  const plain = (statusCode: number, text: string, more: Readonly<Record<string, string>> = {}) =>
    answer(statusCode, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...more }, `${text}\n`);
  const sentOn = async (key: string) => {
    const presign = presigner(await endpointOf(s3), Bucket, () => new Date());
    return plain(302, 'found', { location: await presign('GET', key) });
  };

  return async ({ rawPath = '/', headers: asked = {}, requestContext }: SiteRequest): Promise<SiteAnswer> => {
    const method = requestContext?.http?.method ?? 'GET';
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'only GET and HEAD', { allow: 'GET, HEAD' });
    if (!PAGE.test(rawPath)) return plain(404, 'not found');
    const Key = rawPath.slice(1);
    try {
      const head = await s3.send(new HeadObjectCommand({ Bucket, Key }));
      const known = {
        'content-type': head.ContentType ?? 'application/octet-stream',
        'cache-control': head.CacheControl ?? 'no-store',
        vary: 'accept-encoding',
      };
      if (method === 'HEAD') return answer(200, known, '');
      const bytes = head.ContentLength ?? 0;
      const zip = TEXTS.test(Key) && /\bgzip\b/.test(asked['accept-encoding'] ?? '');
      if (bytes > (zip ? LARGEST_READ_BYTES : LARGEST_ANSWER_BYTES)) return await sentOn(Key);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const content = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const sent = zip ? await compressed(content) : content;
      if (sent.length > LARGEST_ANSWER_BYTES) return await sentOn(Key);
      return answer(200, zip ? { ...known, 'content-encoding': 'gzip' } : known, sent);
    } catch (error) {
      // Without leave to list, S3 says 403 where there is nothing.
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (status === 403 || status === 404) return plain(404, 'not found');
      throw error;
    }
  };
}
