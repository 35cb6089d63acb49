import { describe, expect, it } from 'vitest';
import { hiddenOf, publishableRun, publishableSample } from '../../../lib/domain/publishable.ts';
import type { RunRecord, StoreRecord } from '../../../lib/domain/run.ts';
import type { Sample } from '../../../lib/domain/sample.ts';
import { cloudRun } from '../../fixtures/report/cloud-run.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
const own: StoreRecord = { id: 'my-minio', title: 'My MinIO', site: 'storage.my-company.example:9000', kind: 'object' };
const base = syntheticRun({ timed: 2 });
const run: RunRecord = {
  ...base,
  stores: [...base.stores, own],
  cells: base.cells.map((cell) =>
    cell.axes.store === 'synthetic-near' ? { ...cell, axes: { ...cell.axes, store: own.id } } : cell,
  ),
};
const cellOf = (store: string) => run.cells.find(({ axes }) => axes.store === store)?.id ?? '';
const failed = (reason: string, words: readonly string[] = []) => {
  const changed = { ...run, stores: [...base.stores, { ...own, failed: reason }] };
  return publishableRun(changed, hiddenOf(changed, words)).stores.at(-1)?.failed;
};

describe('text from outside, in a record that is published', () => {
  it.each([
    ['User: arn:aws:iam::123456789012:user/eva is not authorized', 'User: (arn) is not authorized'],
    ['account 123456789012 is suspended', 'account (account) is suspended'],
    ['https://s3.eu-central-1.wasabisys.com/bucket?X-Amz-Signature=abc refuses', '(address) refuses'],
    ['connect ECONNREFUSED 10.1.2.3:9000', 'connect ECONNREFUSED (address)'],
    ['connect ENETUNREACH 2001:db8::8a2e:370:7334', 'connect ENETUNREACH (address)'],
    ['bucket.s3.us-east-1.amazonaws.com does not resolve', '(address) does not resolve'],
    ['no space left at /home/eva/firstbyte/out/x', 'no space left at (path)'],
    ['cannot open C:\\Users\\eva\\keys.json', 'cannot open (path)'],
    ['firstbyte-site-123456789012-eu-central-1 is gone', '(bucket) is gone'],
    ['the key AKIAIOSFODNN7EXAMPLE is unknown', 'the key (key) is unknown'],
    ['secret wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'secret (key)'],
    ['storage.my-company.example:9000 says no', '(address) says no'],
  ])('%s', (text, shown) => {
    expect(failed(text)).toBe(shown);
  });

  it.each([
    'answered 503 SlowDown',
    'does not speak TLS: try http:// in its address',
    'http://127.0.0.1:4567 refuses connections: check its port',
    'no answer in 10.5 s after 3/4 of 1,000,000 bytes',
    'no keys: MINIO_KEY and MINIO_SECRET not set',
    'npm run destroy -- --keep-report, then look at run.json',
    'lane t3.micro.eu-central-1.small stopped at 20261121-093000-ab12, at 12:30:45',
    'lane c1.small.x86.amsterdam.small-i2: c1.small.x86.amsterdam.bulk waits for wasabi.eu-central-1',
  ])('leaves %j as it is', (text) => {
    expect(failed(text)).toBe(text);
  });

  it('hides the user’s own words wherever they stand, but no id that was given to be shown', () => {
    expect(failed('my-bucket and my-bucketeer of My MinIO', ['my-bucket', 'My MinIO', 'of'])).toBe(
      '(private) and my-bucketeer of My MinIO',
    );
    const { method } = publishableRun({ ...run, method: ['Written to my-bucket.'] }, hiddenOf(run, ['my-bucket']));
    expect(method).toEqual(['Written to (private).']);
  });

  it('changes nothing else in a record', () => {
    for (const record of [base, cloudRun()])
      expect(publishableRun(plain(record), hiddenOf(record, ['nowhere-to-be-found']))).toEqual(plain(record));
  });

  it('an endpoint of the user’s own has no address', () => {
    expect(publishableRun(run, hiddenOf(run, [])).stores.at(-1)?.site).toBe('own endpoint');
  });
});

describe('a sample that is published', () => {
  const sample = (cell: string, ip: string): Sample => ({
    ...{ v: 1, run: 'r', cell, round: 0, seq: 0, kind: 'timed', at: 0, request: 'ABC', ip, ttfb: 1 },
    error: { name: 'SocketError', message: 'read ECONNRESET 10.0.0.7:443 of my-bucket' },
  });
  const hidden = hiddenOf(run, ['my-bucket']);

  it('of an endpoint of the user’s own has neither address nor request id', () => {
    expect(publishableSample(sample(cellOf(own.id), '8.8.8.8'), hidden)).toMatchObject({ ip: null, request: null, ttfb: 1 });
  });

  it.each([
    ['52.219.1.1', '52.219.1.1'],
    ['127.0.0.1', '127.0.0.1'],
    ['10.0.0.7', null],
    ['172.20.1.1', null],
    ['192.168.1.1', null],
    ['fd00::1', null],
  ])('of another store keeps its id, and an address only where it is no private network’s: %s', (ip, shown) => {
    expect(publishableSample(sample(cellOf('synthetic-mid'), ip), hidden)).toMatchObject({ ip: shown, request: 'ABC' });
  });

  it('has no address and no word of the user’s in its error', () => {
    expect(publishableSample(sample('x', '1.1.1.1'), hidden).error?.message).toBe('read ECONNRESET (address) of (private)');
  });
});
