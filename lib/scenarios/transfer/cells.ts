import { pairEntry, storeEntry } from '../../catalog/lookup.ts';
import { whyTooLarge } from '../../domain/availability.ts';
import { type Axes, type AxisValue, type Cell, cellId, type Phase, placeName } from '../../domain/cell.ts';
import { itemSizes } from '../../domain/items.ts';
import { product } from '../../domain/matrix.ts';
import type { Selection } from '../../domain/scenario.ts';
import { sizeLabel } from '../../domain/units.ts';
import { type PostOfPair, postsOf } from './posts.ts';

export const TRANSFER = 'transfer';
/** Objects above this are bulk: streams take the place of fresh and reused connections. */
export const SMALL_BYTES = 10_000_000;

/** What the axes of a transfer cell hold, in their order. */
export interface TransferAxes extends Axes {
  readonly host: string;
  readonly store: string;
  readonly site: string;
  readonly size: number;
  readonly operation: 'get' | 'put';
  readonly connection: 'fresh' | 'reused';
  readonly streams: number;
}

export const axesOf = (cell: Pick<Cell, 'axes'>): TransferAxes => cell.axes as TransferAxes;
export const phaseOf = (cell: Pick<Cell, 'axes'>): Phase => (axesOf(cell).size > SMALL_BYTES ? 'bulk' : 'small');

/** Every combination the selection asks for, in the order it names them; what cannot exist carries its reason. */
export function expandTransfer(selection: Selection): Cell[] {
  const transfers = [...smallTransfers(selection), ...bulkTransfers(selection)];
  const cells = selection.pairs.flatMap((pair) =>
    postsOf(selection, pair).flatMap((post) =>
      storesOf(selection.stores, pair).flatMap((store) =>
        transfers.filter((transfer) => wanted(selection, store, transfer)).map((transfer) => cellOf(pair, post, store, transfer)),
      ),
    ),
  );
  return [...new Map(cells.map((cell) => [cell.id, cell])).values()];
}

type Transfer = Pick<TransferAxes, 'size' | 'operation' | 'connection' | 'streams'>;

function smallTransfers({ sizes, operations, connections }: Selection): Transfer[] {
  return product({
    size: sizes.filter((size) => size <= SMALL_BYTES),
    operation: operations,
    connection: connections,
    streams: [1],
  });
}

function bulkTransfers({ sizes, operations, bulkOperations = operations, streams }: Selection): Transfer[] {
  const bulk = sizes.filter((size) => size > SMALL_BYTES);
  return product({ size: bulk, operation: bulkOperations, connection: ['reused'] as const, streams });
}

/** Large uploads to a store of items may be left out; smaller ones, and what is one item, are as for any store. */
function wanted(
  { compositePutBytes = Number.POSITIVE_INFINITY }: Selection,
  store: string,
  { size, operation }: Transfer,
): boolean {
  return operation === 'get' || size <= compositePutBytes || storeEntry(store)?.kind !== 'item';
}

function storesOf(stores: readonly string[], pair: string): string[] {
  const joined = pairEntry(pair)?.stores;
  return joined === null ? [...stores] : stores.filter((store) => joined && store in joined);
}

function cellOf(pair: string, { host, impossible, substitutes }: PostOfPair, store: string, transfer: Transfer): Cell {
  const entry = storeEntry(store);
  const { size, operation, connection, streams } = transfer;
  const axes: TransferAxes = { host, store, site: pairEntry(pair)?.site ?? pair, size, operation, connection, streams };
  const reason = impossible ?? (entry && whyTooLarge(entry, size));
  const items = entry?.kind === 'item' && !reason ? itemSizes(size).length : 1;
  return {
    id: cellId(TRANSFER, axes, label),
    scenario: TRANSFER,
    axes,
    ...placeIn(pair, store),
    pair,
    ...(reason ? { impossible: reason } : {}),
    ...(substitutes ? { substitutes } : {}),
    ...(reason ? {} : formOf(items, entry?.unranked)),
  };
}

/** A store of the catalog is met in the region its pair names; an endpoint of the user's own and a stand-in have one place. */
function placeIn(pair: string, store: string): Pick<Cell, 'place'> {
  const region = pairEntry(pair)?.stores?.[store]?.region;
  return region === undefined ? {} : { place: placeName(store, region) };
}

/** What sets a cell apart from its row, with the remark that says so. */
function formOf(items: number, unranked: string | undefined): Pick<Cell, 'form' | 'note'> {
  const composite = items > 1 ? [`${items} items, never ranked against single objects`] : [];
  const note = [...composite, ...(unranked ? [unranked] : [])].join('; ');
  if (note === '') return {};
  return { note, form: [items > 1 ? 'composite' : 'single', ...(unranked ? ['unranked'] : [])].join(' ') };
}

function label(axis: string, value: AxisValue): string {
  return axis === 'size' ? sizeLabel(Number(value)) : String(value);
}
