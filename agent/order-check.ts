import { NamedError } from '../lib/domain/errors.ts';
import { type Block, ORDER_VERSION, type Order, type Part, type Post } from '../lib/domain/order.ts';

type Fields = Readonly<Record<string, unknown>>;
type Kind = 'string' | 'number' | 'boolean' | 'object' | 'array';

const bad = (message: string): NamedError => new NamedError('BadOrder', message);

function fields(value: unknown, where: string, kinds: Readonly<Record<string, Kind>>): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw bad(`${where} is not an object`);
  for (const [name, kind] of Object.entries(kinds)) {
    const field = (value as Fields)[name];
    const found = Array.isArray(field) ? 'array' : field === null ? 'null' : typeof field;
    const sound = found === kind && (kind !== 'number' || (Number.isFinite(field) && (field as number) >= 0));
    if (!sound) throw bad(`${where}.${name} is not ${kind === 'number' ? 'a number of at least 0' : `a ${kind}`}`);
  }
  return value as Fields;
}

/** The post of a crew member. Error: BadOrder. */
export function checkPost(given: unknown): Post {
  const strings = { run: 'string', lane: 'string', scenario: 'string', role: 'string', host: 'string', site: 'string' } as const;
  return fields(given, 'post', { ...strings, serves: 'boolean' }) as unknown as Post;
}

/** An order for this post, or an error that names the first field that is wrong: WrongVersion, BadOrder. */
export function checkOrder(given: unknown, post: Post): Order {
  const version = (given as Partial<Order> | null | undefined)?.v;
  if (version !== undefined && version !== ORDER_VERSION) {
    throw new NamedError('WrongVersion', `order version ${JSON.stringify(version)}, this agent reads ${ORDER_VERSION}`);
  }
  const order = fields(given, 'order', {
    v: 'number',
    run: 'string',
    lane: 'string',
    round: 'number',
    scenario: 'string',
    role: 'string',
    seed: 'number',
    peers: 'object',
    timeoutSeconds: 'number',
    calibrationRequests: 'number',
    blocks: 'array',
  }) as unknown as Order;
  if (order.timeoutSeconds === 0) throw bad('order.timeoutSeconds is 0');
  for (const name of ['run', 'scenario', 'role'] as const) {
    if (order[name] !== post[name]) throw bad(`order.${name} is ${order[name]}, this agent's post is ${post[name]}`);
  }
  order.blocks.forEach((block, i) => {
    checkBlock(block, `order.blocks[${i}]`);
  });
  return order;
}

function checkBlock(block: Block, where: string): void {
  fields(block, where, { cell: 'string', axes: 'object', warmups: 'number', timed: 'number', exchanges: 'array' });
  const { exchanges, warmups, timed } = block;
  // Empty for a scenario that talks to its own crew.
  if (exchanges.length > 0 && exchanges.length !== warmups + timed) {
    throw bad(`${where} has ${exchanges.length} exchanges for ${warmups} warm-ups and ${timed} timed requests`);
  }
  for (const [i, exchange] of exchanges.entries()) {
    const place = `${where}.exchanges[${i}]`;
    fields(exchange, place, { parts: 'array', parallel: 'number', bytes: 'number' });
    if (exchange.parts.length === 0) throw bad(`${place} has no part`);
    for (const part of exchange.parts) checkPart(part, `${place}.parts`);
  }
}

function checkPart(part: Part, where: string): void {
  const kind = (part as Partial<Part> | null)?.kind;
  if (kind === 'object') {
    fields(part, where, { method: 'string', url: 'string', headers: 'object', bytes: 'number', offset: 'number' });
  } else if (kind === 'item') {
    const strings = { operation: 'string', endpoint: 'string', region: 'string', table: 'string', key: 'string' } as const;
    fields(part, where, { ...strings, bytes: 'number', offset: 'number' });
  } else throw bad(`${where} holds a part of kind ${JSON.stringify(kind)}`);
}
