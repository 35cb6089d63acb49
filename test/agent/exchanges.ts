import { contentBlock, contentSlices } from '../../lib/domain/content.ts';
import type { Block, Exchange, ObjectPart, Order, Part, Post } from '../../lib/domain/order.ts';

export const SEED = 42;
const block = contentBlock(SEED);

/** The content every GET of the tests is meant to return. */
export const content = (offset: number, bytes: number): Buffer => Buffer.concat([...contentSlices(block, offset, bytes)]);

export function objectPart(method: 'GET' | 'PUT', url: string, bytes: number, offset = 0): ObjectPart {
  return { kind: 'object', method, url, headers: {}, bytes, offset };
}

export const exchange = (...parts: readonly Part[]): Exchange => ({
  parts,
  parallel: parts.length,
  bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
});

export const post: Post = {
  run: 'r1',
  lane: 'lane',
  scenario: 'transfer',
  role: 'client',
  serves: false,
  host: 'this-machine',
  site: 'local',
};

/** `exchanges` are the warm-ups first. */
export const blockOf = (connection: 'fresh' | 'reused', warmups: number, exchanges: readonly Exchange[]): Block => ({
  cell: `transfer:${connection}`,
  axes: { connection, store: 'scripted' },
  warmups,
  timed: exchanges.length - warmups,
  exchanges,
});

export const orderOf = (blocks: readonly Block[], over: Partial<Order> = {}): Order => ({
  v: 1,
  run: post.run,
  lane: post.lane,
  round: 3,
  scenario: post.scenario,
  role: post.role,
  seed: SEED,
  peers: {},
  timeoutSeconds: 5,
  calibrationRequests: 0,
  blocks,
  ...over,
});
