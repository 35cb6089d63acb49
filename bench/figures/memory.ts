import { median } from '../../lib/domain/statistics/quantile.ts';
import { kindsOf } from '../lab/lab.ts';
import { FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { refused, startPeer } from '../lab/peers.ts';
import { verdictOf } from '../statistics/gate.ts';
import type { Figure } from './figure.ts';

const GB = 1_000_000_000;
const QUICK_BYTES = 16_000;
const PROCESSES = 3;
const LIMIT_MB = 100;
const ID = 'memory';

export const memory: Figure = {
  id: ID,
  title: 'Peak resident memory of a new process that moves 1 GB',
  async run(lab, found) {
    for (const method of ['GET', 'PUT'] as const) {
      for (const security of ['plain', 'TLS'] as const) {
        for (const streams of [1, 16]) {
          const title = `1 GB ${method}, ${security}, ${streams === 1 ? 'one stream' : '16 streams'}`;
          const server = method === 'GET' ? lab.servers.reads : lab.servers.delays;
          const bytes = lab.options.quick ? QUICK_BYTES / 16 : GB / streams;
          const n = lab.options.quick ? 1 : PROCESSES;
          const peers: Record<string, number> = {};
          for (const kind of kindsOf(lab, [RAW, ...GOS, ...(streams === 1 ? [FLOOR] : [])])) {
            const peaks: number[] = [];
            for (let i = 0; i < (kind.name === RAW ? n : 1); i++) {
              const peer = startPeer(kind);
              const said = await peer.ask({
                method,
                url: server.url(security, bytes),
                open: server.url(security, 1),
                bytes,
                count: 1,
                connection: 'reused',
                streams,
                ca: lab.servers.ca,
              });
              peaks.push(peer.peakRssBytes() / 1e6);
              await peer.stop();
              if (refused(said)) throw new Error(`${kind.name}, ${title}: ${said.error}`);
            }
            // The worst process counts for the goal; others are shown by one.
            peers[kind.name] = kind.name === RAW ? Math.max(...peaks) : median(peaks);
          }
          found({
            figure: ID,
            case: title,
            metric: 'peak RSS',
            unit: 'MB',
            peers,
            n,
            goal: `at most ${LIMIT_MB} MB`,
            // The highest of all processes is no quantile: the gate asks for a whole run.
            verdict: verdictOf(lab.options, { n }, (peers[RAW] ?? Number.NaN) <= LIMIT_MB),
            note: 'raw: the highest of its processes, warm-up and its loopback server included',
          });
        }
      }
    }
  },
};
