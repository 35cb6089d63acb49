import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { folderPublisher } from '../../../../lib/adapters/local/folder-publisher.ts';
import type { AgentLine } from '../../../../lib/domain/sample.ts';
import { syntheticRun } from '../../../fixtures/report/synthetic-run.ts';

const sample = (seq: number): AgentLine => ({ v: 1, run: 'r', cell: 'c', round: 0, seq, kind: 'timed', at: 0, error: null });

async function* lines(n: number): AsyncGenerator<AgentLine> {
  for (let seq = 0; seq < n; seq++) yield sample(seq);
  yield { kind: 'end', round: 0, wallMs: 1, error: null };
}

describe('publishing into a folder', () => {
  it('writes the page, the record and every sample, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-publish-'));
    const run = syntheticRun();
    expect(await folderPublisher(folder).publish(run, '<p>page</p>', lines(3))).toBe(join(folder, 'index.html'));
    expect(readdirSync(folder).sort()).toEqual(['index.html', 'run.json', 'samples.ndjson.gz']);
    expect(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(run)));
    const text = gunzipSync(readFileSync(join(folder, 'samples.ndjson.gz'))).toString();
    expect(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).seq),
    ).toEqual([0, 1, 2]);
  });

  it('streams: a hundred thousand samples arrive whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-publish-'));
    await folderPublisher(folder).publish(syntheticRun(), '', lines(100_000));
    const text = gunzipSync(readFileSync(join(folder, 'samples.ndjson.gz'))).toString();
    expect(text.split('\n')).toHaveLength(100_001);
  });

  it('keeps the samples when only page and record are given', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-publish-'));
    const publisher = folderPublisher(folder);
    await publisher.publish(syntheticRun(), 'first', lines(9));
    const before = readFileSync(join(folder, 'samples.ndjson.gz'));
    await publisher.publish(syntheticRun(), 'second');
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('second');
    expect(readFileSync(join(folder, 'samples.ndjson.gz')).equals(before)).toBe(true);
  });

  it('replaces what it published before', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-publish-'));
    const publisher = folderPublisher(folder);
    await publisher.publish(syntheticRun(), 'first', lines(9));
    await publisher.publish(syntheticRun(), 'second', lines(1));
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('second');
    expect(
      gunzipSync(readFileSync(join(folder, 'samples.ndjson.gz')))
        .toString()
        .trim()
        .split('\n'),
    ).toHaveLength(1);
  });
});
