import { hostExpectation, pairEntry, storeEntry, storeExpectation } from '../../catalog/lookup.ts';
import type { Cell } from '../../domain/cell.ts';
import { readUnits, writeUnits } from '../../domain/item-units.ts';
import { itemSizes } from '../../domain/items.ts';
import type { Usage } from '../../domain/scenario.ts';
import { axesOf } from './cells.ts';
import { blockOf } from './requests.ts';

/** A host without published figures. */
const UNKNOWN_HOST = { bytesPerSecond: 100e6, requestMs: 1 };

/** What one block is expected to use: published figures and distances, never a measurement of ours. */
export function usageOf(cell: Cell): Usage {
  const { size, operation, streams, store } = axesOf(cell);
  const { warmups, timed } = blockOf(cell);
  const samples = warmups + timed;
  const items = storeEntry(store)?.kind === 'item' ? itemSizes(size) : undefined;
  const get = operation === 'get';
  const requests = samples * (items?.length ?? Math.min(streams, size));
  return {
    seconds: samples * sampleSeconds(cell) + dialSeconds(cell),
    bytesUp: get ? 0 : samples * size,
    bytesDown: get ? samples * size : 0,
    gets: get ? requests : 0,
    puts: get ? 0 : requests,
    readUnits: items && get ? samples * readUnits(size) : 0,
    writeUnits: items && !get ? samples * writeUnits(size) : 0,
  };
}

function sampleSeconds(cell: Cell): number {
  const { host, store, size, operation, connection, streams } = axesOf(cell);
  const get = operation === 'get';
  const service = storeExpectation(store);
  const client = hostExpectation(host) ?? UNKNOWN_HOST;
  const together = get ? service.getBytesPerSecond : service.putBytesPerSecond;
  const rate = Math.min(service.streamBytesPerSecond * streams, together, client.bytesPerSecond);
  const waitMs = distanceMs(cell) + (get ? service.getMs : service.putMs) + client.requestMs;
  return (connection === 'fresh' ? dialSeconds(cell) : 0) + waitMs / 1000 + size / rate;
}

/** One round trip for TCP, one for TLS 1.3 and the client's own time for it. */
function dialSeconds(cell: Cell): number {
  const { host } = axesOf(cell);
  return (2 * distanceMs(cell) + (hostExpectation(host) ?? UNKNOWN_HOST).requestMs) / 1000;
}

function distanceMs(cell: Cell): number {
  return pairEntry(cell.pair ?? '')?.stores?.[axesOf(cell).store]?.distanceMs ?? 0;
}
