import { NamedError } from '../../lib/domain/errors.ts';

/** One TCP segment over IPv4, as the interface of the loopback saw it. */
export interface Segment {
  /** Microseconds since 1970. */
  readonly atUs: number;
  readonly fromPort: number;
  readonly toPort: number;
  readonly payloadBytes: number;
}

const FILE_HEAD_BYTES = 24;
const RECORD_HEAD_BYTES = 16;
const NANOSECONDS = 0xa1b23c4d;
const MICROSECONDS = 0xa1b2c3d4;
/** Ethernet, which the loopback interface of Linux pretends to be. */
const LINK_ETHERNET = 1;
const ETHERNET_BYTES = 14;
const TYPE_IPV4 = 0x0800;
const PROTOCOL_TCP = 6;

/** Little-endian pcap (draft-ietf-opsawg-pcap), Ethernet, IPv4 without fragments; other packets are passed over. Error: BadCapture. */
export function readSegments(file: Buffer): Segment[] {
  const magic = file.length >= FILE_HEAD_BYTES ? file.readUInt32LE(0) : 0;
  if (magic !== NANOSECONDS && magic !== MICROSECONDS) throw new NamedError('BadCapture', 'the capture is no pcap file');
  if (file.readUInt32LE(20) !== LINK_ETHERNET) throw new NamedError('BadCapture', 'the capture is not of Ethernet frames');
  const fraction = magic === NANOSECONDS ? 1e3 : 1;
  const segments: Segment[] = [];
  for (let at = FILE_HEAD_BYTES; at + RECORD_HEAD_BYTES <= file.length; ) {
    const captured = file.readUInt32LE(at + 8);
    const frame = file.subarray(at + RECORD_HEAD_BYTES, at + RECORD_HEAD_BYTES + captured);
    // The last record of a file whose writer was stopped may be cut.
    if (frame.length < captured) break;
    const segment = readFrame(frame);
    if (segment) segments.push({ ...segment, atUs: file.readUInt32LE(at) * 1e6 + file.readUInt32LE(at + 4) / fraction });
    at += RECORD_HEAD_BYTES + captured;
  }
  return segments;
}

function readFrame(frame: Buffer): Omit<Segment, 'atUs'> | undefined {
  if (frame.length < ETHERNET_BYTES + 40 || frame.readUInt16BE(12) !== TYPE_IPV4) return undefined;
  const ip = frame.subarray(ETHERNET_BYTES);
  if (ip[9] !== PROTOCOL_TCP) return undefined;
  const ipBytes = ((ip[0] as number) & 0x0f) * 4;
  const tcp = ip.subarray(ipBytes);
  if (tcp.length < 20) return undefined;
  const tcpBytes = ((tcp[12] as number) >> 4) * 4;
  const payloadBytes = ip.readUInt16BE(2) - ipBytes - tcpBytes;
  return { fromPort: tcp.readUInt16BE(0), toPort: tcp.readUInt16BE(2), payloadBytes };
}

/** One request and its answer on the wire: the request's last segment and the response's first, microseconds since 1970. */
export interface WireExchange {
  readonly requestUs: number;
  readonly responseUs: number;
}

/**
 * Pairs of request and response with one server port, in the order of their responses. A client's connection is a sequence of segments
 * that turns from client to server and back: each turn back is a response. TLS handshakes turn as well and come out as exchanges.
 */
export function exchangesOf(segments: readonly Segment[], serverPort: number): WireExchange[] {
  const waiting = new Map<number, number>();
  const exchanges: WireExchange[] = [];
  for (const { atUs, fromPort, toPort, payloadBytes } of segments) {
    if (payloadBytes === 0) continue;
    if (toPort === serverPort) waiting.set(fromPort, atUs);
    else if (fromPort === serverPort) {
      const requestUs = waiting.get(toPort);
      if (requestUs !== undefined) exchanges.push({ requestUs, responseUs: atUs });
      waiting.delete(toPort);
    }
  }
  return exchanges;
}
