import type { Flight, Pool, Station } from '../../../agent/role.ts';
import type { Block, Exchange } from '../../domain/order.ts';
import type { Sample, SampleError, TransferSample } from '../../domain/sample.ts';
import { patience } from './patience.ts';

type Kind = 'warmup' | 'timed';

/**
 * One block of the transfer scenario: warm-ups, then timed exchanges, back to back.
 *
 * `reused`: the first warm-up dials, all others find the connections open. When a timed exchange does not (the server closed
 * them, or the one before it failed), a warm-up is repeated first: a timed sample of a reused cell never holds a handshake.
 * `fresh`: every exchange resolves and dials for itself.
 */
export async function* measureTransfer(station: Station, block: Block): AsyncGenerator<Sample> {
  const fresh = block.axes.connection === 'fresh';
  const pool = station.engine.pool(station.turn);
  const tried = patience(station.order, String(block.axes.store));
  let seq = 0;
  await pool.ready(block.exchanges);
  try {
    for (const [i, exchange] of block.exchanges.entries()) {
      const kind: Kind = i < block.warmups ? 'warmup' : 'timed';
      let refusal = tried.refusal();
      if (!refusal && kind === 'timed' && !fresh && block.warmups > 0 && !pool.holds(exchange)) {
        const again = await measured(station, pool, block.exchanges[0] as Exchange, 'warmup', seq++);
        tried.saw(again.error);
        yield again;
        refusal = tried.refusal() ?? unready(again.error, pool.holds(exchange));
      }
      const sample = refusal
        ? notTried(station, exchange, kind, seq++, refusal)
        : await measured(station, pool, exchange, kind, seq++);
      if (!refusal) tried.saw(sample.error);
      yield sample;
      if (fresh) pool.close();
    }
  } finally {
    pool.close();
  }
}

function unready(error: SampleError | null, holds: boolean): SampleError | undefined {
  if (error) return { name: error.name, message: `not tried: warming up again failed: ${error.message}` };
  if (holds) return undefined;
  return { name: 'NotReusable', message: 'not tried: the server closes its connections after every response' };
}

async function measured(station: Station, pool: Pool, exchange: Exchange, kind: Kind, seq: number): Promise<Sample> {
  const moved = station.engine.moved();
  const flight = await pool.fly(exchange, { verify: kind === 'warmup' });
  station.measured(kind, flight.elapsed);
  return sampleOf(station, exchange, kind, seq, moved, flight);
}

function sampleOf(station: Station, exchange: Exchange, kind: Kind, seq: number, moved: number, flight: Flight): Sample {
  const { at, elapsed, error, ...timings } = flight;
  const { writtenAt, bytes } = exchange;
  const age = writtenAt === undefined ? null : Math.max(0, (at - writtenAt) / 1000);
  return { ...station.head(seq, kind, at, error), bytes, ...timings, age, moved } satisfies TransferSample;
}

function notTried(station: Station, exchange: Exchange, kind: Kind, seq: number, error: SampleError): Sample {
  const nothing = { dns: null, connect: null, tls: null, upload: null, ttfb: null, body: null, total: null };
  const flight = { ...nothing, ip: null, reused: false, status: null, request: null };
  const at = station.clock.epoch();
  return sampleOf(station, exchange, kind, seq, station.engine.moved(), { ...flight, at, elapsed: 0, error });
}
