import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentBlock } from '../../../../lib/domain/content.ts';
import type { Store } from '../../../../lib/pipeline/ports.ts';
import { storesAt } from './s3-under-test.ts';
import { type VersionedS3, versionedS3 } from './versioned-s3.ts';

const content = contentBlock(1);
let s3: VersionedS3;
let store: Store;
beforeEach(async () => {
  s3 = await versionedS3();
  store = storesAt(s3.endpoint)('versioned');
});
afterEach(() => s3.stop());

const keys = () => s3.versions.map(({ key }) => key);
const seed = (key: string) => store.seed({ key, bytes: 10, offset: 0, content });

describe("a run's bucket where every write makes a version", () => {
  it('is removed with all versions, delete markers and unfinished uploads, over several pages', async () => {
    await store.open();
    for (const key of ['a', 'b', 'a', 'a', 'c']) await seed(key);
    s3.versions.push({ key: 'b', id: 'v99', body: undefined });
    s3.uploads.push({ key: 'big', id: 'u1' }, { key: 'big', id: 'u2' });
    // The marker, five writes and a delete marker.
    expect(await store.left()).toEqual({ objects: 7, uploads: 2, buckets: 1 });
    await store.close();
    expect(s3.versions).toEqual([]);
    expect(s3.uploads).toEqual([]);
    expect(s3.exists).toBe(false);
    expect(await store.left()).toEqual({ objects: 0, uploads: 0, buckets: 0 });
  });

  it('has its marker written first and removed last', async () => {
    const seen: string[] = [];
    s3.onRequest = (method, key) => seen.push(`${method} ${key}`);
    await store.open();
    expect(seen.filter((line) => line.startsWith('PUT'))).toEqual(['PUT ', 'PUT .firstbyte-run']);
    await seed('a');
    await seed('b');
    seen.length = 0;
    await store.close();
    expect(seen.filter((line) => line.startsWith('DELETE')).slice(-2)).toEqual(['DELETE .firstbyte-run', 'DELETE ']);
  });

  it('can be closed after a close that was cut off between the marker and the bucket', async () => {
    await store.open();
    s3.versions.length = 0;
    await store.close();
    expect(s3.exists).toBe(false);
  });

  it('can be opened after an open that was cut off between the bucket and the marker', async () => {
    s3.exists = true;
    await store.open();
    expect(keys()).toEqual(['.firstbyte-run']);
  });

  it('is emptied again when a write lands while it is being removed', async () => {
    await store.open();
    await seed('a');
    let late = 1;
    s3.onRequest = (method, key) => {
      if (method === 'DELETE' && key === '.firstbyte-run' && late-- > 0) s3.versions.push({ key: 'late', id: 'v50', body: 'x' });
    };
    await store.close();
    expect(s3.versions).toEqual([]);
    expect(s3.exists).toBe(false);
  });

  it('keeps its marker when writes never end, so that a later sweep may go on', async () => {
    await store.open();
    let made = 100;
    s3.onRequest = (method, key) => {
      if (method === 'DELETE' && key === '.firstbyte-run') s3.versions.push({ key: 'late', id: `v${made++}`, body: 'x' });
    };
    await expect(store.close()).rejects.toThrow(/still being written to/);
    s3.onRequest = () => {};
    expect(keys().sort()).toEqual(['.firstbyte-run', 'late']);
    await store.close();
    expect(s3.exists).toBe(false);
  });
});
