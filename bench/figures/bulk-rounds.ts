import type { Lab } from '../lab/lab.ts';
import type { Peer } from '../lab/peers.ts';
import { interleave, ROUNDS_OF_A_PROCESS, type Rounds } from '../lab/rounds.ts';
import type { Security } from '../lab/servers.ts';

/** One large transfer, in as many streams as are told. */
interface Bulk {
  readonly title: string;
  readonly method: 'GET' | 'PUT';
  readonly security: Security;
  /** Of one stream, and what a new process moves untimed. */
  readonly bytes: number;
  readonly warmBytes: number;
  readonly streams: number;
}

/** Rounds of a large transfer over open connections: nginx is read from, the C server takes uploads. */
export function bulkRounds(lab: Lab, peers: readonly Peer[], bulk: Bulk): Promise<Rounds> {
  const { title, method, security, bytes, warmBytes, streams } = bulk;
  const server = method === 'GET' ? lab.servers.reads : lab.servers.delays;
  return interleave(lab, peers, {
    title,
    rounds: lab.options.rounds,
    warmups: 1,
    warmedBy: { url: server.url(security, warmBytes), bytes: warmBytes },
    roundsOfAProcess: ROUNDS_OF_A_PROCESS,
    command: () => ({
      method,
      url: server.url(security, bytes),
      open: server.url(security, 1),
      bytes,
      count: 1,
      connection: 'reused',
      streams,
      ca: lab.servers.ca,
    }),
  });
}
