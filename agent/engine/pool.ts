import { setImmediate as turnOfLoop } from 'node:timers/promises';
import { NamedError } from '../../lib/domain/errors.ts';
import type { Exchange, Part } from '../../lib/domain/order.ts';
import { type HostCredentials, hostCredentials } from '../credentials.ts';
import type { Flight, Pool } from '../role.ts';
import { now, tidy } from './clock.ts';
import type { Connection } from './connection.ts';
import { sampleError } from './faults.ts';
import { launch, type Outcome } from './flight.ts';
import { collectBetween, collectNow } from './garbage.ts';
import { type ItemLengths, prepareItem } from './item.ts';
import type { MovedBytes } from './moved.ts';
import { prepareObject } from './object.ts';
import { inOnePiece } from './one-piece.ts';
import { type Origin, sameOrigin, splitUrl } from './origin.ts';
import { phasesOf, startOf } from './phases.ts';
import { resolve } from './resolve.ts';
import { signedItems } from './signed-items.ts';
import type { Prepared } from './transaction.ts';

/** What all pools of an order share. */
export interface PoolSetup {
  /** The run's content block; made when a part first needs it. */
  readonly content: () => Uint8Array;
  /** Keys that items are signed with; the host's own where nothing is said. */
  readonly credentials?: () => Promise<HostCredentials>;
  /** The one certificate (PEM) that is trusted in place of the roots. */
  readonly certificate?: string | undefined;
  readonly timeoutMs: number;
  readonly moved: MovedBytes;
  readonly signal: AbortSignal;
  /** Told the length of every request head, before the clock starts. */
  readonly onHead?: (bytes: number) => void;
  /** Told every connection that was tried, after its exchange. */
  readonly onDial?: (connection: Connection) => void;
}

/** Reading or writing decides what the phases mean; one exchange does not mix them. */
const writes = ({ parts }: Exchange): boolean =>
  parts.some((part) => (part.kind === 'object' ? part.method === 'PUT' : part.operation === 'put'));

const urlOf = (part: Part): string => (part.kind === 'object' ? part.url : part.endpoint);

export function connectionPool(setup: PoolSetup, turn: number): Pool {
  let connections: Connection[] = [];
  const lengths: ItemLengths = new Map();
  const items = signedItems(setup.content, setup.credentials ?? hostCredentials);

  const prepare = async (part: Part, verify: boolean): Promise<Prepared> =>
    part.kind === 'object'
      ? prepareObject(part, setup.content(), verify)
      : prepareItem(part, await items.take(part), { block: setup.content(), verify, lengths });

  const close = (): void => {
    for (const connection of connections) connection.destroy();
    connections = [];
  };
  const usable = (): Connection[] => {
    connections = connections.filter(({ open }) => open);
    return connections;
  };

  async function run(exchange: Exchange, verify: boolean): Promise<Flight> {
    const origin = originOf(exchange, setup.certificate);
    const prepared = await Promise.all(exchange.parts.map((part) => prepare(part, verify)));
    for (const { head } of prepared) setup.onHead?.(head.length);
    const requests = prepared.map(inOnePiece);
    const wanted = wantedConnections(exchange);
    // Bytes that came after the last response belong to no request: that is a fault of the exchange they follow or precede.
    const stray = connections.find(({ fault }) => fault?.name === 'ExcessData');
    if (stray) {
      const fault = stray.fault as NamedError;
      connections = connections.filter((connection) => connection !== stray);
      throw fault;
    }
    const open = usable().slice(0, wanted);
    const resolved = open.length < wanted ? await resolve(origin.hostname, turn, setup.timeoutMs) : { address: '', ms: 0 };
    const at = Date.now();
    const address = resolved.address || (open[0]?.address ?? '');
    const outcome = await launch({
      origin,
      address,
      open,
      wanted,
      prepared: requests,
      timeoutMs: setup.timeoutMs,
      signal: setup.signal,
    });
    setup.moved.add(outcome.moved);
    for (const connection of outcome.made) setup.onDial?.(connection);
    connections.push(...outcome.made);
    // Two turns of the loop are one full poll: what the server sent beyond its response has been seen after them.
    await turnOfLoop();
    await turnOfLoop();
    collectBetween(bufferBytes(exchange));
    const excess = outcome.error ? undefined : connections.find(({ fault }) => fault?.name === 'ExcessData');
    connections = connections.filter(({ open: alive }) => alive);
    return flightOf(outcome, {
      at,
      dns: tidy(resolved.ms),
      ip: address,
      reused: open.length === wanted,
      writes: writes(exchange),
      error: outcome.error ?? excess?.fault,
    });
  }

  return {
    async ready(exchanges) {
      await items.ahead(exchanges);
      collectNow();
    },
    async fly(exchange, { verify }) {
      const at = Date.now();
      const begun = now();
      try {
        return await run(exchange, verify);
      } catch (error) {
        return { ...NOWHERE, at, elapsed: tidy(now() - begun), error: sampleError(error) };
      }
    },
    // Looks and forgets nothing: what came in unasked is still the fault of the exchange that follows.
    holds: (exchange) => connections.filter(({ open }) => open).length >= wantedConnections(exchange),
    close,
  };
}

/** Of the buffers an exchange leaves behind: an item's text, and its data. Bodies of objects are views of the content. */
const bufferBytes = ({ parts }: Exchange): number =>
  parts.reduce((sum, { kind, bytes }) => sum + (kind === 'item' ? 2 * bytes : 0), 0);

const wantedConnections = ({ parts, parallel }: Exchange): number => Math.max(1, Math.min(parallel, parts.length));

function originOf({ parts }: Exchange, certificate: string | undefined): Origin {
  const [first, ...others] = parts.map((part) => splitUrl(urlOf(part), certificate).origin);
  if (!first) throw new NamedError('BadOrder', 'an exchange has no part');
  if (others.some((other) => !sameOrigin(first, other)))
    throw new NamedError('BadOrder', 'the parts of an exchange differ in origin');
  return first;
}

/** A flight that never left. */
const NOWHERE = {
  dns: null,
  connect: null,
  tls: null,
  upload: null,
  ttfb: null,
  body: null,
  total: null,
  ip: null,
  reused: false,
  status: null,
  request: null,
} as const;

interface Circumstances extends Pick<Flight, 'at' | 'dns' | 'ip' | 'reused'> {
  readonly writes: boolean;
  readonly error: NamedError | undefined;
}

function flightOf(outcome: Outcome, { writes, error, ...known }: Circumstances): Flight {
  const base = { ...NOWHERE, ...known, elapsed: tidy(outcome.elapsed), status: outcome.status, request: outcome.request };
  if (!error) return { ...base, ...phasesOf(outcome.marks, writes), error: null };
  // A failed exchange keeps the phases it went through as a single request; a total it has not.
  const [only] = outcome.marks;
  if (outcome.marks.length !== 1 || !only || only.begun === 0) return { ...base, error: sampleError(error) };
  const start = startOf([only]);
  const secured = only.dial?.secured ?? start;
  const sent = writes ? only.uploaded : secured;
  return {
    ...base,
    connect: tidy((only.dial?.connected ?? start) - start),
    tls: tidy(secured - (only.dial?.connected ?? start)),
    upload: writes && only.uploaded > 0 ? tidy(only.uploaded - secured) : null,
    ttfb: only.first > 0 && sent > 0 ? tidy(Math.max(0, only.first - sent)) : null,
    error: sampleError(error),
  };
}
