import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentsOf, textOf, toXml } from '../../../../../lib/adapters/local/s3/xml.ts';

describe('XML', () => {
  it('gives back any text it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(textOf(toXml('Root', { Key: text }), 'Key')).toBe(text);
      }),
    );
  });

  it('repeats lists, nests trees and leaves out what is undefined', () => {
    expect(toXml('Error', { A: ['1', '2'], B: { C: true }, D: undefined })).toMatch(
      /<Error><A>1<\/A><A>2<\/A><B><C>true<\/C><\/B><\/Error>$/,
    );
  });

  it('finds every element of a name, but none whose name only starts like it', () => {
    const xml = '<Parts><Part x="1">a</Part><Part/><PartNumber>3</PartNumber></Parts>';
    expect(contentsOf(xml, 'Part')).toEqual(['a', '']);
    expect(textOf(xml, 'PartNumber')).toBe('3');
    expect(textOf(xml, 'None')).toBeUndefined();
  });
});
