import { describe, expect, it } from 'vitest';
import { errorsOf } from '../../../bench/figures/wire-error.ts';
import type { Segment } from '../../../bench/lab/pcap.ts';

const PORT = 8080;
const DELAY_US = 5000;
const exchange = (client: number, atUs: number, tookUs: number): Segment[] => [
  { atUs, fromPort: client, toPort: PORT, payloadBytes: 80 },
  { atUs: atUs + tookUs, fromPort: PORT, toPort: client, payloadBytes: 1100 },
];

describe('the error against a capture', () => {
  it('is what a client reported minus what was seen, request by request, without what opened the connection', () => {
    const segments = [
      ...exchange(1, 100, 30),
      ...exchange(1, 1_000, 5_010),
      ...exchange(1, 7_000, 5_020),
      ...exchange(2, 13_000, 25),
      ...exchange(2, 14_000, 5_005),
    ];
    const windows = [
      { peer: 'raw', fromUs: 50, toUs: 12_500, ttfbUs: [5_110, 5_140] },
      { peer: 'C', fromUs: 12_600, toUs: 20_000, ttfbUs: [5_025] },
    ];
    expect([...errorsOf(windows, segments, PORT, DELAY_US)]).toEqual([
      ['raw', [100, 120]],
      ['C', [20]],
    ]);
  });

  it('leaves warm-up requests of the same command to nobody: the last ones of a window count', () => {
    const segments = [...exchange(1, 0, 5_300), ...exchange(1, 6_000, 5_000)];
    const windows = [{ peer: 'raw', fromUs: 0, toUs: 12_000, ttfbUs: [5_050] }];
    expect(errorsOf(windows, segments, PORT, DELAY_US).get('raw')).toEqual([50]);
  });

  it('fails where the capture lacks a request, instead of pairing the wrong ones', () => {
    const windows = [{ peer: 'raw', fromUs: 0, toUs: 12_000, ttfbUs: [5_050, 5_060] }];
    expect(() => errorsOf(windows, exchange(1, 0, 5_300), PORT, DELAY_US)).toThrow('holds 1 of 2 requests of raw');
  });
});
