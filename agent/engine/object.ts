import { contentSlices } from '../../lib/domain/content.ts';
import { NamedError } from '../../lib/domain/errors.ts';
import type { ObjectPart } from '../../lib/domain/order.ts';
import { expectAnything, expectContent, expectLength } from './expectation.ts';
import { splitUrl } from './origin.ts';
import type { Prepared } from './transaction.ts';

/** The bytes of a request head. Error: BadOrder for a field that would break out of its line. */
export function requestHead(method: string, target: string, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  for (const line of lines) {
    if (/[^\t\x20-\xff]|^[^!-~]/.test(line)) throw new NamedError('BadOrder', 'a request header holds control characters');
  }
  return Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

/** One GET or PUT of an object, signed elsewhere. `verify` compares the content read, otherwise its length is checked. */
export function prepareObject(part: ObjectPart, block: Uint8Array, verify: boolean): Prepared {
  const { origin, target } = splitUrl(part.url);
  const given = new Set(Object.keys(part.headers).map((name) => name.toLowerCase()));
  const puts = part.method === 'PUT';
  const headers = {
    ...(given.has('host') ? {} : { Host: origin.host }),
    ...part.headers,
    ...(puts && !given.has('content-length') ? { 'Content-Length': String(part.bytes) } : {}),
  };
  const expectGet = () => (verify ? expectContent(block, part.offset, part.bytes) : expectLength(part.bytes));
  return {
    head: requestHead(part.method, target, headers),
    body: puts ? () => contentSlices(block, part.offset, part.bytes) : undefined,
    sends: puts ? part.bytes : 0,
    expectation: puts ? expectAnything : expectGet,
  };
}
