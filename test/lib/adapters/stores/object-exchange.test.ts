import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectExchange } from '../../../../lib/adapters/stores/object-exchange.ts';
import type { ObjectPart } from '../../../../lib/domain/order.ts';
import type { StoreRequest } from '../../../../lib/domain/scenario.ts';

const exchangeOf = (request: StoreRequest) => objectExchange(request, async (method, key) => `${method} ${key}`);
const request = fc.record({
  operation: fc.constantFrom('get' as const, 'put' as const),
  key: fc.constant('k'),
  bytes: fc.integer({ min: 1, max: 1e9 }),
  offset: fc.nat(1e7),
  streams: fc.constantFrom(1, 2, 8, 16),
});

describe('the exchange of an object', () => {
  it('has parts that continue each other and together make the object', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (wanted) => {
        const { parts, bytes, parallel } = await exchangeOf(wanted);
        expect(bytes).toBe(wanted.bytes);
        expect(parallel).toBe(wanted.streams);
        let next = wanted.offset;
        for (const part of parts as ObjectPart[]) {
          expect(part.offset).toBe(next);
          next += part.bytes;
        }
        expect(next - wanted.offset).toBe(wanted.bytes);
      }),
    );
  });

  it('reads one object in ranges', async () => {
    const { parts } = await exchangeOf({ operation: 'get', key: 'k', bytes: 10, offset: 5, streams: 4 });
    expect(parts.map((part) => part.kind === 'object' && [part.url, part.headers.range])).toEqual([
      ['GET k', 'bytes=0-2'],
      ['GET k', 'bytes=3-5'],
      ['GET k', 'bytes=6-7'],
      ['GET k', 'bytes=8-9'],
    ]);
  });

  it('writes an object a stream', async () => {
    const { parts } = await exchangeOf({ operation: 'put', key: 'k', bytes: 3, offset: 0, streams: 2 });
    expect(parts).toEqual([
      { kind: 'object', method: 'PUT', url: 'PUT k.part-0', headers: {}, bytes: 2, offset: 0 },
      { kind: 'object', method: 'PUT', url: 'PUT k.part-1', headers: {}, bytes: 1, offset: 2 },
    ]);
  });

  it.each(['get', 'put'] as const)('is one plain request for one stream (%s)', async (operation) => {
    const { parts } = await exchangeOf({ operation, key: 'k', bytes: 7, offset: 1, streams: 1 });
    const method = operation === 'get' ? 'GET' : 'PUT';
    expect(parts).toEqual([{ kind: 'object', method, url: `${method} k`, headers: {}, bytes: 7, offset: 1 }]);
  });
});
