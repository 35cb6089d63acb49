import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exchangesOf, readSegments } from '../../../bench/lab/pcap.ts';
import { captureOf, type Frame } from './capture-file.ts';

const SERVER = 8080;
const up = (atUs: number, payloadBytes: number, port = 4001): Frame => ({ atUs, fromPort: port, toPort: SERVER, payloadBytes });
const down = (atUs: number, payloadBytes: number, port = 4001): Frame => ({ atUs, fromPort: SERVER, toPort: port, payloadBytes });

describe('reading a capture', () => {
  it('gives every TCP segment with its time, ports and payload', () => {
    const frames = [up(1_000_000_000_000_001, 80), down(1_000_000_000_005_001, 1180)];
    expect(readSegments(captureOf(frames))).toEqual(frames);
  });

  it('reads nanoseconds', () => {
    const [segment] = readSegments(captureOf([up(1_700_000_000_123_456.5, 1)], { nanoseconds: true }));
    expect(segment?.atUs).toBe(1_700_000_000_123_456.5);
  });

  it('counts the payload that was sent, not the part that was captured', () => {
    expect(readSegments(captureOf([down(5, 60_000)], { snapBytes: 128 }))[0]?.payloadBytes).toBe(60_000);
  });

  it('passes over a last record that was cut, and over what is no TCP', () => {
    const file = captureOf([up(1, 10), { ...up(2, 10), protocol: 17 }, down(3, 10)]);
    expect(readSegments(file).map(({ atUs }) => atUs)).toEqual([1, 3]);
    expect(readSegments(file.subarray(0, file.length - 1)).map(({ atUs }) => atUs)).toEqual([1]);
  });

  it('says what is no capture', () => {
    expect(() => readSegments(Buffer.from('not a capture at all, but long enough'))).toThrow('no pcap');
    expect(() => readSegments(Buffer.alloc(0))).toThrow('no pcap');
  });

  it('never fails on the bytes of a capture that was cut anywhere', () => {
    const file = captureOf([up(1, 10), down(2, 20), up(3, 30)]);
    fc.assert(
      fc.property(fc.integer({ min: 24, max: file.length }), (end) => {
        expect(readSegments(file.subarray(0, end)).length).toBeLessThanOrEqual(3);
      }),
    );
  });
});

describe('exchanges on the wire', () => {
  it('go from the last segment of a request to the first of its response', () => {
    const segments = [up(10, 500), up(20, 300), down(5020, 100), down(5030, 900), up(6000, 80), down(6500, 10)];
    expect(exchangesOf(segments, SERVER)).toEqual([
      { requestUs: 20, responseUs: 5020 },
      { requestUs: 6000, responseUs: 6500 },
    ]);
  });

  it('take no notice of empty acknowledgements, other ports and connections beside', () => {
    const segments = [
      up(10, 500),
      down(11, 0),
      { atUs: 12, fromPort: 4001, toPort: 9999, payloadBytes: 5 },
      up(13, 70, 4002),
      down(40, 7, 4002),
      down(5010, 100),
      up(5011, 0),
      down(5012, 100),
    ];
    expect(exchangesOf(segments, SERVER)).toEqual([
      { requestUs: 13, responseUs: 40 },
      { requestUs: 10, responseUs: 5010 },
    ]);
  });
});
