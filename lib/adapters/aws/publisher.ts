import { Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { NamedError } from '../../domain/errors.ts';
import { type AgentLine, isSample } from '../../domain/sample.ts';
import type { Publisher } from '../../pipeline/ports.ts';
import { putStream } from './put-stream.ts';

export interface SitePublisherOptions {
  readonly s3: S3Client;
  /** The site bucket. */
  readonly bucket: string;
  /** The unguessable folder of this run's page. */
  readonly secret: string;
  /** Asked when a page is published: address of the site without a trailing slash. */
  readonly siteUrl: () => Promise<string>;
}

/** The page is written twice, the second time with the proof of removal: caches must not keep the first one for long. */
const SHORT = 'public, max-age=60';
/** 128 bits in any of the usual alphabets; anything else would be a folder that can be guessed or left. */
const SECRET = /^[\w-]{20,}$/;

/** Publishes into the site's private bucket: the page last, so that it never links to what is not there. Error: NoSecret. */
export function sitePublisher({ s3, bucket: Bucket, secret, siteUrl }: SitePublisherOptions): Publisher {
  if (!SECRET.test(secret)) throw new NamedError('NoSecret', 'the run has no unguessable address: its page is not published');
  const put = (name: string, ContentType: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key: `${secret}/${name}`, ContentType, CacheControl: SHORT, Body }));
  return {
    async publish(run, html, samples) {
      const address = await siteUrl();
      const headers = { ContentType: 'application/gzip', CacheControl: SHORT };
      if (samples) await putStream(s3, { Bucket, Key: `${secret}/samples.ndjson.gz` }, headers, compressed(samples));
      await put('run.json', 'application/json', `${JSON.stringify(run, null, 1)}\n`);
      await put('index.html', 'text/html; charset=utf-8', html);
      return `${address}/${secret}/index.html`;
    },
  };
}

/** Samples as compressed lines. A failure of their source reaches whoever reads. */
function compressed(samples: AsyncIterable<AgentLine>): AsyncIterable<Uint8Array> {
  return Readable.from(linesOf(samples)).compose(createGzip()) as AsyncIterable<Uint8Array>;
}

async function* linesOf(samples: AsyncIterable<AgentLine>): AsyncGenerator<string> {
  for await (const line of samples) if (isSample(line)) yield `${JSON.stringify(line)}\n`;
}
