import type { Finding } from '../finding.ts';
import { countOf, kindsOf } from '../lab/lab.ts';
import { CONTEXT, FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { withPeers } from '../lab/peers.ts';
import { interleave, type Rounds } from '../lab/rounds.ts';
import { evaluate, NON_INFERIOR, quantileOf, ttfb } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const REQUESTS = 1000;
const WARMUPS = 300;
/** Asked for as an aim beside 'reported with its cause'. */
const TAIL_AIM = 1.5;
const ID = 'reused';

/** The 99.9th percentile needs all rounds in one heap. */
function tail(rounds: Rounds, title: string): Finding {
  const pooled = new Map(
    [...rounds].map(([name, answers]) => [name, answers.flatMap((answer) => answer?.ttfbUs ?? [])] as const),
  );
  const n = pooled.get(RAW)?.length ?? 0;
  const judgedPeers = [...pooled].filter(([, values]) => values.length === n);
  const peers = Object.fromEntries(judgedPeers.map(([name, values]) => [name, quantileOf(values, 0.999)]));
  const raw = peers[RAW] ?? Number.NaN;
  const [better] = GOS.filter((name) => name in peers).sort((a, b) => Number(peers[a]) - Number(peers[b]));
  const ratio = better === undefined ? undefined : { to: better, ratio: raw / Number(peers[better]), upper: null, rounds: 1 };
  return {
    figure: ID,
    case: title,
    metric: 'TTFB p99.9, pooled',
    unit: 'us',
    peers,
    n,
    ...(ratio ? { ratio } : {}),
    goal: `reported with its cause (figure tail), aim ${TAIL_AIM} of the better Go`,
    verdict: ratio ? (ratio.ratio <= TAIL_AIM ? 'reached' : 'missed') : 'shown',
  };
}

export const reusedSmall: Figure = {
  id: ID,
  title: '1 KB over an open connection: time to first byte',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW, ...GOS, FLOOR, ...CONTEXT]), async (peers) => {
      for (const method of ['GET', 'PUT'] as const) {
        for (const security of ['plain', 'TLS'] as const) {
          const title = `1 KB ${method}, ${security}, reused`;
          const server = method === 'GET' ? lab.servers.reads : lab.servers.delays;
          const rounds = await interleave(lab, peers, {
            title,
            rounds: lab.options.rounds,
            warmups: WARMUPS,
            command: () => ({
              method,
              url: server.url(security, BYTES),
              open: server.url(security, 1),
              bytes: BYTES,
              count: countOf(lab, REQUESTS),
              connection: 'reused',
              streams: 1,
              ca: lab.servers.ca,
            }),
          });
          const question = { figure: ID, case: title, unit: 'us' } as const;
          for (const [name, p] of [
            ['p50', 0.5],
            ['p99', 0.99],
          ] as const) {
            found(evaluate(rounds, { ...question, metric: `TTFB ${name}`, reading: ttfb(p) }, NON_INFERIOR));
          }
          found(tail(rounds, title));
        }
      }
    }),
};
