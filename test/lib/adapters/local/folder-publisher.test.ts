import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { keepUnlisted } from '../../../../lib/adapters/local/folder-index.ts';
import { folderPublisher } from '../../../../lib/adapters/local/folder-publisher.ts';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import type { Sample } from '../../../../lib/domain/sample.ts';
import { indexPages } from '../../../../lib/report/index-page.ts';
import { syntheticRun } from '../../../fixtures/report/synthetic-run.ts';

const sample = (seq: number): Sample => ({ v: 1, run: 'r', cell: 'c', round: 0, seq, kind: 'timed', at: 0, error: null });

async function* samples(n: number): AsyncGenerator<Sample> {
  for (let seq = 0; seq < n; seq++) yield sample(seq);
}

const scratch = () => mkdtempSync(join(tmpdir(), 'firstbyte-publish-'));
const unzipped = (folder: string, name: string) => gunzipSync(readFileSync(join(folder, name))).toString();

describe('publishing into a folder', () => {
  it('writes the page, the record and every sample in two forms, and nothing else', async () => {
    const folder = scratch();
    const run = syntheticRun();
    const publisher = folderPublisher(folder);
    const files = await publisher.samples(run, samples(3));
    expect(await publisher.publish(run, '<p>page</p>')).toBe(join(folder, 'index.html'));
    expect(readdirSync(folder).sort()).toEqual(['index.html', 'run.json', 'samples.csv.gz', 'samples.ndjson.gz']);
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(run)));
    const lines = unzipped(folder, 'samples.ndjson.gz').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual([0, 1, 2]);
    expect(unzipped(folder, 'samples.csv.gz').trim().split('\n')).toHaveLength(4);
    expect(files).toEqual(
      ['samples.ndjson.gz', 'samples.csv.gz'].map((name) => ({ name, bytes: statSync(join(folder, name)).size })),
    );
  });

  it('streams: a hundred thousand samples arrive whole', async () => {
    const folder = scratch();
    await folderPublisher(folder).samples(syntheticRun(), samples(100_000));
    expect(unzipped(folder, 'samples.ndjson.gz').split('\n')).toHaveLength(100_001);
    expect(unzipped(folder, 'samples.csv.gz').split('\n')).toHaveLength(100_002);
  });

  it('keeps the samples when page and record are published again', async () => {
    const folder = scratch();
    const publisher = folderPublisher(folder);
    await publisher.samples(syntheticRun(), samples(9));
    await publisher.publish(syntheticRun(), 'first');
    const before = readFileSync(join(folder, 'samples.ndjson.gz'));
    await publisher.publish(syntheticRun(), 'second');
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('second');
    expect(readFileSync(join(folder, 'samples.ndjson.gz')).equals(before)).toBe(true);
  });

  it('replaces samples whole, and keeps the old ones where their source ends early', async () => {
    const folder = scratch();
    const publisher = folderPublisher(folder);
    await publisher.samples(syntheticRun(), samples(9));
    async function* broken(): AsyncGenerator<Sample> {
      yield* samples(1);
      throw new Error('records gone');
    }
    await expect(publisher.samples(syntheticRun(), broken())).rejects.toThrow('records gone');
    expect(unzipped(folder, 'samples.ndjson.gz').trim().split('\n')).toHaveLength(9);
    await publisher.samples(syntheticRun(), samples(1));
    expect(unzipped(folder, 'samples.csv.gz').trim().split('\n')).toHaveLength(2);
  });
});

describe('the page of all runs beside their folders', () => {
  async function published(out: string, id: string, startedAt: string): Promise<RunRecord> {
    const run: RunRecord = { ...syntheticRun({ timed: 2 }), id, startedAt };
    const publisher = folderPublisher(join(out, id));
    await publisher.publish(run, '<p>page</p>');
    await publisher.list(run, indexPages);
    return run;
  }
  const linksOf = (page: string) => [...page.matchAll(/href="([^"]+)"/g)].map(([, link]) => link);

  it('lists runs with the newest first, and one page always leads to the latest', async () => {
    const out = scratch();
    await published(out, 'new-run', '2026-11-21T10:00:00Z');
    await published(out, 'old run', '2026-11-20T10:00:00Z');
    expect(linksOf(readFileSync(join(out, 'index.html'), 'utf8'))).toEqual([
      'latest.html',
      'new-run/index.html',
      'old%20run/index.html',
    ]);
    expect(readFileSync(join(out, 'latest.html'), 'utf8')).toContain('content="0; url=new-run/index.html"');
  });

  it('forgets a run whose folder is gone, and passes by what is no run', async () => {
    const out = scratch();
    await published(out, 'gone', '2026-11-20T10:00:00Z');
    rmSync(join(out, 'gone'), { recursive: true });
    mkdirSync(join(out, 'pictures'));
    await published(out, 'stays', '2026-11-19T10:00:00Z');
    expect(linksOf(readFileSync(join(out, 'index.html'), 'utf8'))).toEqual(['latest.html', 'stays/index.html']);
  });

  it('leaves a private run out, also when a later one is listed', async () => {
    const out = scratch();
    mkdirSync(join(out, 'mine'));
    keepUnlisted(join(out, 'mine'));
    await folderPublisher(join(out, 'mine')).publish({ ...syntheticRun({ timed: 2 }), id: 'mine' }, '<p>page</p>');
    await published(out, 'stays', '2026-11-19T10:00:00Z');
    expect(linksOf(readFileSync(join(out, 'index.html'), 'utf8'))).toEqual(['latest.html', 'stays/index.html']);
  });

  it('never writes over a page of somebody else', async () => {
    const out = scratch();
    writeFileSync(join(out, 'index.html'), 'my site');
    await expect(published(out, 'a-run', '2026-11-20T10:00:00Z')).rejects.toThrow('was not written by firstbyte');
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toBe('my site');
  });
});
