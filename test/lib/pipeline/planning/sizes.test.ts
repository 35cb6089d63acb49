import { describe, expect, it } from 'vitest';
import { sizesOf } from '../../../../lib/pipeline/planning/sizes.ts';

describe('sizesOf', () => {
  it.each([
    ['1KB..10MB', [1e3, 1e4, 1e5, 1e6, 1e7]],
    ['1B..1GB', [1, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]],
    ['5KB..50KB', [1e4]],
    ['10MB,1KB,1KB', [1e3, 1e7]],
    ['1.5MB, 390000B', [390_000, 1_500_000]],
    ['1KB..10KB,2MB', [1e3, 1e4, 2e6]],
  ])('reads %s', (text, bytes) => {
    expect(sizesOf(text)).toEqual(bytes);
  });

  it('reads the list of a configuration file alike', () => {
    expect(sizesOf(['1KB', '1MB..10MB'])).toEqual([1e3, 1e6, 1e7]);
  });

  it.each([
    ['10XB', 'did you mean 10KB?'],
    ['0KB', 'is not a size'],
    ['1KB..', 'is not a size'],
    ['1KB..10KB..1MB', 'is not a size'],
    ['', 'is not a size'],
    ['2KB..5KB', 'holds none of 1B, 1KB'],
    ['1GB..1KB', 'write 1KB..1GB'],
  ])('refuses "%s" and says how sizes are written', (text, expected) => {
    expect(() => sizesOf(text)).toThrowError(
      expect.objectContaining({ name: 'BadInput', message: expect.stringContaining(expected) }),
    );
  });
});
