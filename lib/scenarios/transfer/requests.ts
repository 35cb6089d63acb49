import { type Cell, placeOf } from '../../domain/cell.ts';
import { BLOCK_BYTES } from '../../domain/content.ts';
import { subSeed } from '../../domain/random.ts';
import type { PreparedObject, StoreRequest } from '../../domain/scenario.ts';
import { sizeLabel } from '../../domain/units.ts';
import { axesOf } from './cells.ts';

export interface BlockShape {
  readonly warmups: number;
  readonly timed: number;
}

/**
 * Requests of one block. A round is the unit of every statistic, so that a block only has to be long enough for a steady median:
 * many requests where they are cheap, few where one of them already moves megabytes. This machine does with fewer, to end in a minute.
 */
export function blockOf(cell: Cell): BlockShape {
  const { size, site, connection } = axesOf(cell);
  const timed = size <= 100_000 && site !== 'local' ? 10 : size <= 1_000_000 ? 5 : size <= 100_000_000 ? 2 : 1;
  // Two warm-ups open the window of a reused connection. A fresh or a bulk block needs one, to verify content.
  return { warmups: connection === 'reused' && size <= 10_000_000 ? 2 : 1, timed };
}

/** GETs walk through the pool, every cell and round from another place; every PUT has a key of its own. */
export function requestsOf(cell: Cell, round: number): StoreRequest[] {
  const { size, operation, streams } = axesOf(cell);
  const { warmups, timed } = blockOf(cell);
  const count = warmups + timed;
  const pool = poolSize(size);
  // Timed reads go on where those of the round before ended; warm-ups take the objects that come after.
  const first = subSeed(0, cell.id) + round * timed;
  return Array.from({ length: count }, (_, seq) => {
    const step = seq < warmups ? timed + seq : seq - warmups;
    const key = operation === 'get' ? poolKey(size, (first + step) % pool) : `put/${cellKey(cell)}/${round}/${seq}`;
    return { operation, key, bytes: size, offset: offsetOf(key), streams };
  });
}

/** The objects that GETs read: one pool in each place of a store, whoever reads it. */
export function poolOf(cells: readonly Cell[]): PreparedObject[] {
  const objects = new Map<string, PreparedObject>();
  for (const cell of cells) {
    const { store, size, operation } = axesOf(cell);
    const place = placeOf(cell);
    if (operation !== 'get' || cell.impossible || objects.has(`${place} ${poolKey(size, 0)}`)) continue;
    for (let index = 0; index < poolSize(size); index++) {
      const key = poolKey(size, index);
      const where = cell.place === undefined ? {} : { place: cell.place };
      objects.set(`${place} ${key}`, { store, ...where, key, bytes: size, offset: offsetOf(key) });
    }
  }
  return [...objects.values()];
}

function poolSize(size: number): number {
  return size <= 1_000_000 ? 32 : size <= 10_000_000 ? 4 : 2;
}

function poolKey(size: number, index: number): string {
  return `pool/${sizeLabel(size)}/${String(index).padStart(2, '0')}`;
}

/** 16 hex digits whatever the cell: keys of equal length keep request heads of equal length. */
function cellKey(cell: Cell): string {
  return [1, 2].map((seed) => subSeed(seed, cell.id).toString(16).padStart(8, '0')).join('');
}

const offsetOf = (key: string) => subSeed(0, key) % BLOCK_BYTES;
