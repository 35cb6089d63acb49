import { randomBytes } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { inParallel } from '../../domain/in-parallel.ts';
import { INDEX_FOLDER } from '../../domain/names.ts';
import type { RunRecord } from '../../domain/run.ts';
import { cardOf, type ListedRun, newestFirst } from '../../domain/run-card.ts';
import type { Publisher } from '../../pipeline/ports.ts';

export interface SiteIndex {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly run: RunRecord;
  /** The folder of the run's own page. */
  readonly secret: string;
  readonly pages: Parameters<Required<Publisher>['list']>[1];
  readonly put: (key: string, contentType: string, body: string) => Promise<unknown>;
}

/** As long as a run's own. */
const SECRET_BYTES = 16;
const CARDS_AT_ONCE = 16;
/** Each turn more needs another run that was listed during the one before. */
const MOST_TURNS = 10;
const CARD = /^[^/]+\/runs\/[^/]+\.json$/;
const HTML = 'text/html; charset=utf-8';

/**
 * Puts a run's card into the folder of all runs and writes their pages from all cards there. Where another run did the same meanwhile,
 * the pages are written once more: the last one to look has seen every card. Returns the folder.
 */
export async function siteIndex({ s3, bucket, run, secret, pages, put }: SiteIndex): Promise<string> {
  const card: ListedRun = { ...cardOf(run), page: `../${secret}/index.html` };
  const made = (await indexFolders(s3, bucket))[0] ?? `${INDEX_FOLDER}${randomBytes(SECRET_BYTES).toString('hex')}`;
  await put(`${made}/runs/${run.id}.json`, 'application/json', JSON.stringify(card));
  // Two first runs may each have made a folder: the first by name counts, and cards are read from all of them.
  const folder = (await indexFolders(s3, bucket))[0] ?? made;
  let before = '';
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const keys = await cardKeys(s3, bucket);
    const now = keys.map(({ key, tag }) => `${key} ${tag}`).join('\n');
    if (now === before) break;
    before = now;
    const { index, latest } = pages(newestFirst(await cardsAt(s3, bucket, keys)));
    await put(`${folder}/latest.html`, HTML, latest);
    await put(`${folder}/index.html`, HTML, index);
  }
  return folder;
}

/** Folders of all runs, usually one. Its name is kept nowhere but in the bucket: it stays as long as the pages do. */
async function indexFolders(s3: S3Client, Bucket: string): Promise<string[]> {
  const { CommonPrefixes = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: INDEX_FOLDER, Delimiter: '/' }));
  return CommonPrefixes.flatMap(({ Prefix }) => Prefix?.slice(0, -1) ?? []).sort();
}

interface Card {
  readonly key: string;
  readonly tag: string;
}

async function cardKeys(client: S3Client, Bucket: string): Promise<Card[]> {
  const found: Card[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: INDEX_FOLDER }))
    found.push(...Contents.map(({ Key = '', ETag = '' }) => ({ key: Key, tag: ETag })).filter(({ key }) => CARD.test(key)));
  return found;
}

async function cardsAt(s3: S3Client, Bucket: string, keys: readonly Card[]): Promise<ListedRun[]> {
  const cards: ListedRun[] = [];
  await inParallel(keys, CARDS_AT_ONCE, async ({ key }) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
    cards.push(JSON.parse((await Body?.transformToString()) ?? 'null') as ListedRun);
  });
  // A card lies twice where its run was published again after another folder had come first.
  return [...new Map(cards.map((card) => [card.id, card])).values()];
}
