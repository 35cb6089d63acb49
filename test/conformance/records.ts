import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Records } from '../../lib/pipeline/ports.ts';

export interface RecordsUnderTest {
  /** Fresh and empty. */
  make(): Promise<Records>;
  stop(): Promise<void>;
}

/** What steps and hosts rely on of any records. */
export function recordsConformance(name: string, start: () => Promise<RecordsUnderTest>): void {
  describe(`records in ${name}`, () => {
    let under: RecordsUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.stop());

    it('read what was written last', async () => {
      const records = await under.make();
      await records.write('a/b.json', 'one');
      await records.write('a/b.json', 'two: ä €');
      expect(await records.read('a/b.json')).toBe('two: ä €');
    });

    it('have nothing where nothing was written', async () => {
      const records = await under.make();
      expect(await records.read('a/b.json')).toBeUndefined();
      expect(await records.read('a/lines.ndjson')).toBeUndefined();
      expect(await records.list('a/')).toEqual([]);
    });

    it('append in the order of the calls', async () => {
      const records = await under.make();
      for (let i = 0; i < 12; i++) await records.append('x/lines.ndjson', `${i}\n`);
      expect(await records.read('x/lines.ndjson')).toBe('0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n');
    });

    it('lose nothing when two append at once', async () => {
      const records = await under.make();
      await Promise.all(Array.from({ length: 8 }, (_, i) => records.append('x/lines.ndjson', `${i}\n`)));
      expect((await records.read('x/lines.ndjson'))?.trim().split('\n').sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
    });

    it('keep the logs of one folder apart, also when one name begins with the other', async () => {
      const records = await under.make();
      await records.append('x/1.ndjson', 'one');
      await records.append('x/11.ndjson', 'eleven');
      expect(await records.read('x/1.ndjson')).toBe('one');
    });

    it('list the keys below a prefix, whole and sorted, a log once', async () => {
      const records = await under.make();
      for (const key of ['lanes/b/1/x.json', 'lanes/a/y.json', 'stores/s.json']) await records.write(key, '{}');
      for (const text of ['1', '2']) await records.append('lanes/a/client/0.ndjson', text);
      expect(await records.list('lanes/')).toEqual(['lanes/a/client/0.ndjson', 'lanes/a/y.json', 'lanes/b/1/x.json']);
    });

    it('never show half of a value: writers at once leave one of theirs, whole', async () => {
      const records = await under.make();
      const values = Array.from({ length: 20 }, (_, i) => String(i).repeat(10_000));
      await Promise.all(values.map((value) => records.write('k.json', value)));
      expect(values).toContain(await records.read('k.json'));
      expect(await records.list('')).toEqual(['k.json']);
    });
  });
}
