import { evenParts } from '../../domain/even-parts.ts';
import type { Exchange, ObjectPart } from '../../domain/order.ts';
import type { StoreRequest } from '../../domain/scenario.ts';
import type { Presign } from './presign.ts';

/**
 * A cell's operation as signed requests. One stream is one request. A GET of n streams reads n ranges of one object;
 * a PUT of n streams writes n objects, `<key>.part-i`, whose contents continue each other.
 * Objects of fewer bytes than streams get one part a byte.
 */
export async function objectExchange(request: StoreRequest, presign: Presign): Promise<Exchange> {
  const { bytes, streams } = request;
  const parts = request.operation === 'get' ? await ranges(request, presign) : await pieces(request, presign);
  return { parts, parallel: streams, bytes };
}

async function ranges({ key, bytes, offset, streams }: StoreRequest, presign: Presign): Promise<ObjectPart[]> {
  const url = await presign('GET', key);
  return split(bytes, streams).map(({ start, size }) => ({
    kind: 'object',
    method: 'GET',
    url,
    headers: streams === 1 ? {} : { range: `bytes=${start}-${start + size - 1}` },
    bytes: size,
    offset: offset + start,
  }));
}

async function pieces({ key, bytes, offset, streams }: StoreRequest, presign: Presign): Promise<ObjectPart[]> {
  const made = split(bytes, streams).map(async ({ start, size }, i): Promise<ObjectPart> => {
    const url = await presign('PUT', streams === 1 ? key : `${key}.part-${i}`);
    return { kind: 'object', method: 'PUT', url, headers: {}, bytes: size, offset: offset + start };
  });
  return Promise.all(made);
}

function split(bytes: number, streams: number): { start: number; size: number }[] {
  let next = 0;
  return evenParts(bytes, streams).map((size) => {
    const start = next;
    next += size;
    return { start, size };
  });
}
