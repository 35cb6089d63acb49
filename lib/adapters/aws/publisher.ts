import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { NamedError } from '../../domain/errors.ts';
import type { Publisher } from '../../pipeline/ports.ts';
import { writeSampleFiles } from '../sample-files.ts';
import { putStream } from './put-stream.ts';
import { siteIndex } from './site-index.ts';

export interface SitePublisherOptions {
  readonly s3: S3Client;
  /** The site bucket. */
  readonly bucket: string;
  /** Asked when something is published: the unguessable folder of this run's page. */
  readonly secret: () => Promise<string>;
  /** Asked when a page is published: address of the site without a trailing slash. */
  readonly siteUrl: () => Promise<string>;
  readonly withheld?: readonly string[];
}

/** The page is written twice, the second time with the proof of removal: caches must not keep the first one for long. */
const SHORT = 'public, max-age=60';
/** 128 bits in any of the usual alphabets; anything else would be a folder that can be guessed or left. */
const SECRET = /^[\w-]{20,}$/;

/** Publishes into the site's private bucket: the page last, so that it never links to what is not there. Error: NoSecret. */
export function sitePublisher({ s3, bucket: Bucket, withheld = [], ...asked }: SitePublisherOptions): Required<Publisher> {
  const secretFolder = async () => {
    const secret = await asked.secret();
    if (SECRET.test(secret)) return secret;
    throw new NamedError('NoSecret', 'the run has no unguessable address: its page is not published');
  };
  const put = (Key: string, ContentType: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, ContentType, CacheControl: SHORT, Body }));
  return {
    withheld,
    async samples(run, samples) {
      const folder = await secretFolder();
      const headers = { ContentType: 'application/gzip', CacheControl: SHORT };
      return writeSampleFiles(run, samples, (name, content) =>
        putStream(s3, { Bucket, Key: `${folder}/${name}` }, headers, content),
      );
    },
    async publish(run, html) {
      const folder = await secretFolder();
      const address = await asked.siteUrl();
      await put(`${folder}/run.json`, 'application/json', `${JSON.stringify(run, null, 1)}\n`);
      await put(`${folder}/index.html`, 'text/html; charset=utf-8', html);
      return `${address}/${folder}/index.html`;
    },
    async list(run, pages) {
      const folder = await siteIndex({ s3, bucket: Bucket, run, secret: await secretFolder(), pages, put });
      return `${await asked.siteUrl()}/${folder}/index.html`;
    },
  };
}
