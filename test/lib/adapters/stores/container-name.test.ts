import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketName, tableName } from '../../../../lib/adapters/stores/container-name.ts';

describe('generated names', () => {
  it('say whose they are where that is a valid name', () => {
    expect(bucketName('20261121-ab12cd', 'wasabi')).toBe('firstbyte-20261121-ab12cd-wasabi');
    expect(tableName('20261121-ab12cd')).toBe('firstbyte-20261121-ab12cd');
  });

  it('are valid bucket names whatever the run and the store are called', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), fc.string({ minLength: 1, maxLength: 100 }), (run, store) => {
        expect(bucketName(run, store)).toMatch(/^firstbyte-[a-z0-9-]{1,52}[a-z0-9]$|^firstbyte-[a-z0-9]$/);
      }),
    );
  });

  it('differ where runs or stores differ, even by what a bucket name cannot say', () => {
    const long = 'x'.repeat(80);
    const names = ['a-b', 'A-b', 'a_b', 'a.b', long, `${long}y`].map((store) => bucketName('run', store));
    expect(new Set(names).size).toBe(names.length);
  });
});
