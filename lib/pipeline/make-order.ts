import { type Cell, placeOf } from '../domain/cell.ts';
import { type Block, ORDER_VERSION, type Order } from '../domain/order.ts';
import type { Lane, Plan } from '../domain/plan.ts';
import { seeded, shuffled, subSeed } from '../domain/random.ts';
import { givenUpStores } from './give-up.ts';
import type { Ports } from './ports.ts';
import { type Crew, RECORD } from './run-records.ts';

/** An operation may take ten times what the plan expects of its whole block, at least this long. */
const LEAST_TIMEOUT_SECONDS = 10;
const CALIBRATION_REQUESTS = 20;

interface OrderOf {
  readonly plan: Plan;
  readonly lane: Lane;
  readonly round: number;
  readonly crew: Crew;
  readonly role: string;
}

/** One round of a lane, fully resolved: cells in the round's own random order, every request signed now. */
export async function makeOrder(ports: Ports, { plan, lane, round, crew, role }: OrderOf): Promise<Order> {
  const scenario = ports.scenario(lane.scenario);
  const wanted = new Set(lane.cells);
  const usable = await usableStores(ports);
  const givenUp = new Set((await givenUpStores(ports, plan, lane.id, role, round)).map(({ store }) => store));
  const cells = plan.cells.filter((cell) => wanted.has(cell.id) && usable(cell) && !givenUp.has(placeOf(cell) ?? ''));
  const order = shuffled(cells, seeded(subSeed(plan.selection.seed, `${lane.id}/${round}`)));
  const written = await writtenIn(ports, cells);
  const blocks = await Promise.all(order.map((cell) => blockOf(ports, cell, { round, written, instance: lane.instance })));
  const longest = Math.max(0, ...cells.map((cell) => scenario.usage(cell).seconds));
  return {
    v: ORDER_VERSION,
    run: plan.run,
    lane: lane.id,
    round,
    scenario: lane.scenario,
    role,
    seed: plan.selection.seed,
    peers: Object.fromEntries(
      crew.members.filter((member) => member.serves).map((member) => [member.role, member.ready?.addresses ?? {}]),
    ),
    timeoutSeconds: Math.max(LEAST_TIMEOUT_SECONDS, Math.ceil(longest * 10)),
    calibrationRequests: CALIBRATION_REQUESTS,
    blocks,
  };
}

type WrittenIn = (place: string, key: string) => number | undefined;

/** When the objects of these cells' pools were written: recorded by Prepare, which is another process in the cloud. */
async function writtenIn(ports: Ports, cells: readonly Cell[]): Promise<WrittenIn> {
  const places = [...new Set(cells.flatMap((cell) => placeOf(cell) ?? []))];
  const seeded = await Promise.all(places.map(async (place) => [place, await RECORD.seeded.read(ports.records, place)] as const));
  const times = new Map(seeded);
  return (place, key) => times.get(place)?.[key];
}

interface BlockOf {
  readonly round: number;
  readonly written: WrittenIn;
  readonly instance: number | undefined;
}

async function blockOf(ports: Ports, cell: Cell, { round, written, instance }: BlockOf): Promise<Block> {
  const scenario = ports.scenario(cell.scenario);
  const place = placeOf(cell) ?? '';
  const exchanges = scenario.requests(cell, round).map(async (request) => {
    // No key is written twice: instances measure the same cells, each at keys of its own.
    const own = request.operation === 'put' && instance !== undefined ? { key: `${request.key}.i${instance}` } : {};
    const exchange = await ports.store(place).sign({ ...request, ...own });
    const writtenAt = request.operation === 'get' ? written(place, request.key) : undefined;
    return writtenAt === undefined ? exchange : { ...exchange, writtenAt };
  });
  return { cell: cell.id, axes: cell.axes, ...scenario.block(cell), exchanges: await Promise.all(exchanges) };
}

/** Cells of a store that could not be prepared are left out: their reason is in the store's record. */
async function usableStores(ports: Ports): Promise<(cell: Cell) => boolean> {
  const keys = await ports.records.list('stores/');
  const states = await Promise.all(
    keys.map((key) => RECORD.store.need(ports.records, key.slice('stores/'.length, -'.json'.length))),
  );
  const ready = new Set(states.filter(({ state }) => state === 'ready').map(({ id }) => id));
  return (cell) => ready.has(placeOf(cell) ?? '') || placeOf(cell) === undefined;
}

/** Bytes of the longest request head each place gets: a token in a URL costs bytes that another store's URL does not have. */
export function headBytesByPlace(order: Order, cells: readonly Cell[]): Record<string, number> {
  const longest: Record<string, number> = {};
  const places = new Map(cells.map((cell) => [cell.id, placeOf(cell) ?? '']));
  for (const block of order.blocks)
    for (const part of block.exchanges.flatMap((exchange) => exchange.parts)) {
      if (part.kind !== 'object') continue;
      const place = places.get(block.cell) ?? '';
      const url = new URL(part.url);
      const headers = Object.entries(part.headers).reduce((sum, [name, value]) => sum + name.length + value.length + 4, 0);
      const head = `${part.method} ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\n\r\n`.length + headers;
      longest[place] = Math.max(longest[place] ?? 0, head);
    }
  return longest;
}
