import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytes,
  count,
  counted,
  duration,
  given,
  inSentence,
  listed,
  moment,
  number,
  percent,
  pValue,
  quantity,
  usd,
} from '../../../lib/report/format.ts';

describe('numbers on the page', () => {
  it('have three significant digits and a true minus sign', () => {
    expect([0, 0.01234, 1, 12.345, 999.6, 1234, 123456, -0.5].map(number)).toEqual([
      '0',
      '0.0123',
      '1.00',
      '12.3',
      '1,000',
      '1,230',
      '123,000',
      '−0.500',
    ]);
  });

  it('say nothing where there is no number', () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY, null, undefined].map(number)).toEqual(['–', '–', '–', '–']);
    expect([
      count(Number.NaN),
      count(undefined),
      duration(Number.NaN),
      percent(Number.NaN),
      usd(Number.NaN),
      pValue(Number.NaN),
      given(Number.NaN),
    ]).toEqual(Array(7).fill('–'));
  });

  it('stay within half a unit of the third digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const printed = Number(number(value).replaceAll(',', ''));
        expect(Math.abs(printed - value)).toBeLessThanOrEqual(value * 0.005 + 1e-12);
      }),
    );
  });

  it('carry decimal units: rates in MB/s unless that would be all zeros', () => {
    expect(quantity('B/s', 85e6)).toBe('85.0 MB/s');
    expect(quantity('B/s', 250e3)).toBe('0.250 MB/s');
    expect(quantity('B/s', 2.5e9)).toBe('2,500 MB/s');
    expect(quantity('B/s', 31_200)).toBe('31.2 KB/s');
    expect(quantity('B/s', 40)).toBe('40.0 B/s');
    expect(quantity('ms', 3.214)).toBe('3.21 ms');
    expect(quantity('1/s', 25_100)).toBe('25,100 per s');
    expect([bytes(999), bytes(1000), bytes(1.25e9)]).toEqual(['999 B', '1.00 KB', '1.25 GB']);
  });

  it('count exactly', () => {
    expect([count(1234567), counted(1, 'row'), counted(2, 'row'), counted(0, 'row ties', 'rows tie')]).toEqual([
      '1,234,567',
      '1 row',
      '2 rows',
      '0 rows tie',
    ]);
  });

  it('print time, money, shares and probabilities for people', () => {
    expect([duration(3.21), duration(48), duration(725), duration(7800)]).toEqual(['3.21 s', '48 s', '12 min 5 s', '2 h 10 min']);
    expect([usd(0), usd(0.0021), usd(4.5)]).toEqual(['$0.00', '$0.00210', '$4.50']);
    expect([percent(0), percent(0.0712), percent(1)]).toEqual(['0 %', '7.1 %', '100 %']);
    expect([pValue(0.0004), pValue(0.0312)]).toEqual(['< 0.001', '0.031']);
    expect(moment('2026-11-20T10:02:00.000Z')).toBe('20 Nov 2026, 10:02 UTC');
    expect(moment('no date')).toBe('no date');
  });

  it('fit into sentences', () => {
    expect([listed([]), listed(['a']), listed(['a', 'b', 'c'])]).toEqual(['', 'a', 'a, b and c']);
    expect([inSentence('Time to first byte'), inSentence('TTFB')]).toEqual(['time to first byte', 'TTFB']);
  });
});
