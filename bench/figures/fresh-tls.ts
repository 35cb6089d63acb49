import { countOf, kindsOf } from '../lab/lab.ts';
import { CONTEXT, FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { withPeers } from '../lab/peers.ts';
import { interleave } from '../lab/rounds.ts';
import { evaluate, type Goal, ttfb } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const CONNECTIONS = 300;
const WARMUPS = 50;
const ID = 'fresh';
const GOALS: readonly (readonly [string, number, Goal])[] = [
  ['p50', 0.5, { kind: 'at most', limit: 1.2, of: 'Go' }],
  ['p99', 0.99, { kind: 'at most', limit: 1.5, of: 'Go' }],
];

export const freshTls: Figure = {
  id: ID,
  title: 'A new connection, from the connect call to the first byte of 1 KB',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW, ...GOS, FLOOR, ...CONTEXT]), async (peers) => {
      for (const security of ['TLS', 'plain'] as const) {
        const title = `1 KB GET, ${security}, fresh`;
        const rounds = await interleave(lab, peers, {
          title,
          rounds: lab.options.rounds,
          warmups: WARMUPS,
          command: () => ({
            method: 'GET',
            url: lab.servers.reads.url(security, BYTES),
            bytes: BYTES,
            count: countOf(lab, CONNECTIONS),
            connection: 'fresh',
            streams: 1,
            ca: lab.servers.ca,
          }),
        });
        for (const [name, p, goal] of GOALS) {
          const question = {
            figure: ID,
            case: title,
            metric: `connect to first byte, ${name}`,
            unit: 'us',
            reading: ttfb(p),
          } as const;
          found(evaluate(rounds, question, security === 'TLS' ? goal : { kind: 'none', of: 'Go' }));
        }
      }
    }),
};
