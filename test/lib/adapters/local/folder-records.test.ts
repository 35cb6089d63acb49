import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderRecords } from '../../../../lib/adapters/local/folder-records.ts';
import { recordsConformance } from '../../../conformance/records.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'firstbyte-records-'));

recordsConformance('a folder', async () => ({ make: async () => folderRecords(folder()), stop: async () => {} }));

it('records in a folder leave no part of a write beside it', async () => {
  const where = folder();
  const records = folderRecords(where);
  await Promise.all(['one', 'two', 'three'].map((value) => records.write('k', value)));
  expect(readdirSync(where)).toEqual(['k']);
});
