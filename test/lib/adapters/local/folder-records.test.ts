import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderRecords } from '../../../../lib/adapters/local/folder-records.ts';

const make = () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-records-'));
  return { folder, records: folderRecords(folder) };
};

describe('records in a folder', () => {
  it('read what was written last', async () => {
    const { records } = make();
    await records.write('a/b.json', 'one');
    await records.write('a/b.json', 'two');
    expect(await records.read('a/b.json')).toBe('two');
  });

  it('have nothing where nothing was written', async () => {
    expect(await make().records.read('a/b.json')).toBeUndefined();
    expect(await make().records.list('a/')).toEqual([]);
  });

  it('append in the order of the calls', async () => {
    const { records } = make();
    for (const text of ['1', '2', '3']) await records.append('x/lines', text);
    expect(await records.read('x/lines')).toBe('123');
  });

  it('list the keys below a prefix, whole and sorted', async () => {
    const { records } = make();
    for (const key of ['lanes/b/1/x.json', 'lanes/a/y.json', 'stores/s.json']) await records.write(key, '{}');
    expect(await records.list('lanes/')).toEqual(['lanes/a/y.json', 'lanes/b/1/x.json']);
  });

  it('never show half of a value: two writers at once leave one of both, whole', async () => {
    const { folder, records } = make();
    const values = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
    await Promise.all(values.map((value) => records.write('k', value)));
    expect(values).toContain(await records.read('k'));
    expect(readdirSync(folder)).toEqual(['k']);
  });
});
