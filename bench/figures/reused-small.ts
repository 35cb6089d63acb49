import type { Finding } from '../finding.ts';
import { countOf, kindsOf } from '../lab/lab.ts';
import { CONTEXT, FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { withPeers } from '../lab/peers.ts';
import { interleave, ROUNDS_OF_A_PROCESS, type Rounds } from '../lab/rounds.ts';
import { type Asked, verdictOf } from '../statistics/gate.ts';
import { pooledRatio } from '../statistics/pooled.ts';
import { evaluate, NON_INFERIOR, quantileOf, ttfb } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const REQUESTS = 1000;
const WARMUPS = 300;
/** Asked for as an aim beside 'reported with its cause'. */
const TAIL_AIM = 1.5;
const ID = 'reused';

/** The 99.9th percentile needs all rounds in one heap. */
function tail(asked: Asked, rounds: Rounds, title: string): Finding {
  const p = 0.999;
  const all = new Map([...rounds].map(([name, answers]) => [name, answers.map((answer) => answer?.ttfbUs ?? [])] as const));
  const raw = all.get(RAW) ?? [];
  const n = raw.flat().length;
  const whole = [...all].filter(([, values]) => values.flat().length === n);
  const ratios = GOS.flatMap((to) => {
    const values = whole.find(([name]) => name === to)?.[1];
    return values ? [{ to, ...pooledRatio(raw, values, p) }] : [];
  });
  const worst = ratios.toSorted((a, b) => b.ratio - a.ratio)[0];
  const behind = { n, p, rounds: ratios.length === GOS.length ? raw.length : 0 };
  return {
    figure: ID,
    case: title,
    metric: 'TTFB p99.9, pooled',
    unit: 'us',
    peers: Object.fromEntries(whole.map(([name, values]) => [name, quantileOf(values.flat(), p)])),
    n,
    ...(worst
      ? { ratio: { to: worst.to, ratio: worst.ratio, upper: null, rounds: raw.length }, range: [worst.low, worst.high] as const }
      : {}),
    goal: `reported with its cause (figure tail), aim ${TAIL_AIM} of the better Go`,
    verdict: verdictOf(asked, behind, worst !== undefined && worst.ratio <= TAIL_AIM),
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
            roundsOfAProcess: ROUNDS_OF_A_PROCESS,
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
            const asked = { ...question, metric: `TTFB ${name}`, reading: ttfb(p), p };
            found(evaluate(lab.options, rounds, asked, NON_INFERIOR));
          }
          found(tail(lab.options, rounds, title));
        }
      }
    }),
};
