import type { Segment } from '../../../bench/lab/pcap.ts';

export interface Frame extends Segment {
  /** IP protocol; TCP when left out. */
  readonly protocol?: number;
}

const HEADERS_BYTES = 14 + 20 + 20;

/** A pcap file of these frames over Ethernet and IPv4, each cut at `snapBytes`. */
export function captureOf(frames: readonly Frame[], { nanoseconds = false, snapBytes = 65_535 } = {}): Buffer {
  const head = Buffer.alloc(24);
  head.writeUInt32LE(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, 0);
  head.writeUInt32LE(1, 20);
  return Buffer.concat([head, ...frames.map((frame) => record(frame, nanoseconds, snapBytes))]);
}

function record({ atUs, fromPort, toPort, payloadBytes, protocol = 6 }: Frame, nanoseconds: boolean, snapBytes: number): Buffer {
  const bytes = Math.min(HEADERS_BYTES + payloadBytes, snapBytes);
  const record = Buffer.alloc(16 + bytes);
  record.writeUInt32LE(Math.floor(atUs / 1e6), 0);
  record.writeUInt32LE(Math.round((atUs % 1e6) * (nanoseconds ? 1000 : 1)), 4);
  record.writeUInt32LE(bytes, 8);
  record.writeUInt32LE(HEADERS_BYTES + payloadBytes, 12);
  const frame = record.subarray(16);
  frame.writeUInt16BE(0x0800, 12);
  frame[14] = 0x45;
  frame.writeUInt16BE(40 + payloadBytes, 16);
  frame[23] = protocol;
  frame.writeUInt16BE(fromPort, 34);
  frame.writeUInt16BE(toPort, 36);
  frame[46] = 0x50;
  return record;
}
