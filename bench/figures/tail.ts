import type { Finding } from '../finding.ts';
import { countOf, kindsOf } from '../lab/lab.ts';
import { FLOOR, RAW } from '../lab/peer-names.ts';
import { withPeers } from '../lab/peers.ts';
import { interleave, type Rounds } from '../lab/rounds.ts';
import { type Tail, tailOf } from '../statistics/tail.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const REQUESTS = 5000;
const WARMUPS = 300;
const ROUNDS = 6;
const ID = 'tail';

const causes = (name: string, { slow, paused, ownThreads, others }: Tail): string =>
  `of the ${slow} slowest of ${name}, ${paused} were slow by a pause of the garbage collector, ${ownThreads} waited for a core that its own threads had, ${others} for one that others had, ${slow - paused - ownThreads - others} for neither`;

function finding(rounds: Rounds, title: string): Finding {
  const tails = [...rounds].map(([name, answers]) => [name, tailOf(answers.flatMap((answer) => answer ?? []))] as const);
  const raw = tails.find(([name]) => name === RAW)?.[1];
  const pauses = raw ? `${raw.pauses} pauses in raw, the longest ${raw.longestPauseUs.toFixed(0)} us` : 'raw took no part';
  return {
    figure: ID,
    case: title,
    metric: 'total p99.9 and its cause',
    unit: 'us',
    peers: Object.fromEntries(tails.map(([name, { p999Us }]) => [name, p999Us])),
    n: (rounds.get(RAW) ?? []).reduce((sum, answer) => sum + (answer?.totalUs.length ?? 0), 0),
    goal: null,
    verdict: 'shown',
    note: [...tails.map(([name, tail]) => causes(name, tail)), pauses].join('; '),
  };
}

export const tail: Figure = {
  id: ID,
  title: 'What the slowest thousandth of 1 KB requests waited for (traced, in runs of their own)',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW, FLOOR]), async (peers) => {
      for (const method of ['GET', 'PUT'] as const) {
        for (const security of ['plain', 'TLS'] as const) {
          const server = method === 'GET' ? lab.servers.reads : lab.servers.delays;
          const title = `1 KB ${method}, ${security}, reused`;
          const rounds = await interleave(lab, peers, {
            title,
            rounds: Math.min(ROUNDS, lab.options.rounds),
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
              traced: true,
            }),
          });
          found(finding(rounds, title));
        }
      }
    }),
};
