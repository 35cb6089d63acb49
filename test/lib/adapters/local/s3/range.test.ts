import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../../../lib/adapters/local/s3/range.ts';

describe('a byte range of an object of 100 bytes', () => {
  it.each([
    ['bytes=0-0', { start: 0, bytes: 1 }],
    ['bytes=10-19', { start: 10, bytes: 10 }],
    ['bytes=90-', { start: 90, bytes: 10 }],
    ['bytes=-10', { start: 90, bytes: 10 }],
    ['bytes=-1000', { start: 0, bytes: 100 }],
    ['bytes=99-1000', { start: 99, bytes: 1 }],
  ])('%s is %o', (header, range) => {
    expect(parseRange(header, 100)).toEqual(range);
  });

  it.each([[undefined], ['bytes=-'], ['bytes=5-2'], ['bytes=0-1,4-5'], ['lines=1-2'], ['']])(
    '%s means the whole object',
    (header) => {
      expect(parseRange(header, 100)).toBeUndefined();
    },
  );

  it.each([['bytes=100-'], ['bytes=100-200'], ['bytes=-0']])('%s lies beyond it', (header) => {
    expect(() => parseRange(header, 100)).toThrow(expect.objectContaining({ name: 'InvalidRange', status: 416 }));
  });

  it('any range of an empty object lies beyond it', () => {
    expect(() => parseRange('bytes=0-', 0)).toThrow(expect.objectContaining({ name: 'InvalidRange' }));
    expect(() => parseRange('bytes=-5', 0)).toThrow(expect.objectContaining({ name: 'InvalidRange' }));
  });
});
