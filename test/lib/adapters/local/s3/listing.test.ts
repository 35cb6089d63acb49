import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byUtf8, listPage } from '../../../../../lib/adapters/local/s3/listing.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 6 }).filter((text) => text.isWellFormed());
const pathKeys = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 6 }), {
  maxLength: 40,
});

describe('a listing', () => {
  it('orders keys by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(Math.sign(byUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(byUtf8('\u{1f600}', '\uffee')).toBeGreaterThan(0);
  });

  it('shows every key or common prefix exactly once, whatever the page size', () => {
    fc.assert(
      fc.property(
        pathKeys,
        fc.constantFrom('', '/', 'b/'),
        fc.constantFrom('', 'a', 'a/', '/'),
        fc.integer({ min: 1, max: 7 }),
        (keys, delimiter, prefix, limit) => {
          const sorted = [...keys].sort(byUtf8);
          const under = sorted.filter((key) => key.startsWith(prefix));
          const cut = (key: string) => (delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length));
          const plain = under.filter((key) => cut(key) < 0);
          const prefixes = [
            ...new Set(under.filter((key) => cut(key) >= 0).map((key) => key.slice(0, cut(key) + delimiter.length))),
          ];
          const seen = { keys: [] as string[], prefixes: [] as string[] };
          let after = '';
          for (let pages = 0; pages <= keys.length; pages++) {
            const page = listPage(sorted, { prefix, delimiter, after, limit });
            expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(limit);
            seen.keys.push(...page.keys);
            seen.prefixes.push(...page.prefixes);
            if (page.next === undefined) break;
            after = page.next;
          }
          expect(seen.keys).toEqual(plain);
          expect(seen.prefixes).toEqual(prefixes);
        },
      ),
    );
  });

  it('starts after a key that need not exist', () => {
    expect(listPage(['a', 'c', 'd'], { prefix: '', delimiter: '', after: 'b', limit: 10 }).keys).toEqual(['c', 'd']);
    expect(listPage(['a', 'c', 'd'], { prefix: '', delimiter: '', after: 'c', limit: 10 }).keys).toEqual(['d']);
  });

  it('is empty and complete when nothing is asked for', () => {
    expect(listPage(['a'], { prefix: '', delimiter: '', after: '', limit: 0 })).toEqual({ keys: [], prefixes: [] });
  });
});
