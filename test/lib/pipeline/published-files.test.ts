import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { folderPublisher } from '../../../lib/adapters/local/folder-publisher.ts';
import type { RunRecord } from '../../../lib/domain/run.ts';
import type { Ports } from '../../../lib/pipeline/ports.ts';
import { linesKey, RECORD } from '../../../lib/pipeline/run-records.ts';
import { publish } from '../../../lib/pipeline/steps/publish.ts';
import { teardown } from '../../../lib/pipeline/steps/teardown.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';
import { world } from './steps-world.ts';

/** What nobody may find in anything that is published. */
const PLANTED = {
  account: '123456789012',
  bucket: 'evas-own-bucket',
  key: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  path: '/home/eva/firstbyte/out',
  address: 'storage.evas-company.example',
  ip: '10.11.12.13',
  request: 'REQUESTIDOFEVAS',
};
const EVERYTHING = `arn:aws:s3:::${PLANTED.bucket} of ${PLANTED.account} at https://${PLANTED.address}:9000/${PLANTED.bucket} (${PLANTED.ip}): key ${PLANTED.key}, ${PLANTED.secret}, log ${PLANTED.path}/log`;

/** A record that tells everything in every text from outside. */
function talkative(): RunRecord {
  const run = syntheticRun({ timed: 2 });
  const store = { id: 'evas', title: 'Eva’s storage', site: `${PLANTED.address}:9000`, kind: 'object', failed: EVERYTHING };
  const [cell, ...cells] = run.cells;
  if (!cell) throw new Error('no cell');
  return {
    ...run,
    stores: [...run.stores, store, { ...store, id: 'left-out', skipped: EVERYTHING }],
    cells: [
      { ...cell, id: 'of-evas', axes: { ...cell.axes, store: 'evas' } },
      { ...cell, id: 'failed', n: 0, metrics: {}, failed: EVERYTHING },
      ...cells,
    ],
    lanes: run.lanes.map((lane) => ({
      ...lane,
      ...{ outcome: 'failed', reason: EVERYTHING, givenUp: [{ store: 'evas', reason: EVERYTHING }] },
    })),
    teardown: { at: run.endedAt, left: {}, total: 0, problems: [EVERYTHING] },
  };
}

async function published(more: { readonly private?: true } = {}) {
  const out = mkdtempSync(join(tmpdir(), 'firstbyte-published-'));
  const made = await world({}, more);
  const publisher = folderPublisher(join(out, 'r'), [PLANTED.bucket]);
  const ports: Ports = { ...made.ports, publisher };
  const [lane] = (await RECORD.plan.need(made.records)).lanes;
  const sample = {
    v: 1,
    run: 'r',
    cell: 'of-evas',
    round: 0,
    seq: 0,
    kind: 'timed',
    at: 0,
    ip: PLANTED.ip,
    request: PLANTED.request,
  };
  const lines = [
    { ...sample, error: null, ttfb: 1 },
    { ...sample, error: { name: 'SocketError', message: EVERYTHING } },
    { ...sample, cell: 'another', request: 'kept', error: null },
    { kind: 'end', round: 0, wallMs: 1, error: null },
  ];
  await made.records.append(linesKey(lane?.id ?? '', 'client', 0), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await RECORD.run.write(made.records, talkative());
  return { out, ports, result: await publish(ports, { run: 'r' }) };
}

/** Every file below a folder as text. */
function texts(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(html|json|gz)$/.test(name));
  return new Map(
    names.map((name) => {
      const content = readFileSync(join(folder, name));
      return [name, (name.endsWith('.gz') ? gunzipSync(content) : content).toString()];
    }),
  );
}

describe('what is published of a run', () => {
  let files: Map<string, string>;
  let run: RunRecord;
  beforeAll(async () => {
    const { out, ports } = await published();
    // Teardown publishes once more, with what it found.
    await teardown(ports, { run: 'r' });
    files = texts(out);
    run = JSON.parse(files.get('r/run.json') ?? '');
  });

  it('is the page, the record, the samples in two forms, and the pages of all runs', () => {
    expect([...files.keys()].sort()).toEqual([
      'index.html',
      'latest.html',
      'r/index.html',
      'r/run.json',
      'r/samples.csv.gz',
      'r/samples.ndjson.gz',
    ]);
  });

  it.each(Object.entries(PLANTED))('holds no %s of the user’s anywhere', (_, planted) => {
    for (const [name, text] of files) {
      expect(text.length, name).toBeGreaterThan(100);
      expect(text.includes(planted), `${planted} in ${name}`).toBe(false);
    }
  });

  it('still says what failed', () => {
    expect(run.stores.find(({ id }) => id === 'evas')?.failed).toContain('(arn) of (account)');
    expect(files.get('r/index.html')).toContain('(account)');
    expect(files.get('r/samples.csv.gz')).toContain('SocketError');
  });

  it('names its files with their lengths, in the record and on the page', () => {
    expect(run.files?.map(({ name }) => name)).toEqual(['samples.ndjson.gz', 'samples.csv.gz']);
    expect(run.files?.every(({ bytes }) => bytes > 20)).toBe(true);
    expect(files.get('r/index.html')).toContain('<a href="samples.csv.gz">');
  });

  it('has the same samples in both forms', () => {
    const lines = files.get('r/samples.ndjson.gz')?.trim().split('\n') ?? [];
    expect(lines.map((line) => JSON.parse(line).request)).toEqual([null, null, 'kept']);
    expect(files.get('r/samples.csv.gz')?.trim().split('\n')).toHaveLength(1 + lines.length);
  });
});

describe('a private run', () => {
  it('is published and listed nowhere', async () => {
    const { out, ports, result } = await published({ private: true });
    expect(result.report).toBe(join(out, 'r', 'index.html'));
    expect(readdirSync(out)).toEqual(['r']);
    expect(await RECORD.published.need(ports.records)).not.toHaveProperty('index');
  });
});

describe('a page of all runs that cannot be written', () => {
  it('takes nothing from the run’s own, and is on record', async () => {
    const { ports } = await published({ private: true });
    const list = async () => {
      throw new Error('no room');
    };
    const { private: _, ...request } = await RECORD.request.need(ports.records);
    await RECORD.request.write(ports.records, request);
    const { report } = await publish({ ...ports, publisher: { ...ports.publisher, list } }, { run: 'r' });
    expect(await RECORD.published.need(ports.records)).toMatchObject({ report, notListed: 'no room' });
  });
});
