import type { Finding } from '../finding.ts';
import { countOf, kindsOf } from '../lab/lab.ts';
import { RAW } from '../lab/peer-names.ts';
import { withPeers } from '../lab/peers.ts';
import { interleave } from '../lab/rounds.ts';
import { verdictOf } from '../statistics/gate.ts';
import { quantileOf } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const DELAY_US = 5000;
const REQUESTS = 30;
const WARMUPS = 20;
const LIMIT_US = 300;
const ID = 'truth';

export const truth: Figure = {
  id: ID,
  title: 'What the engine reports against the delay that the server logged',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW]), async (peers) => {
      for (const method of ['GET', 'PUT'] as const) {
        for (const security of ['plain', 'TLS'] as const) {
          const title = `1 KB ${method}, ${security}, reused, server of 5.000 ms`;
          const rounds = await interleave(lab, peers, {
            title,
            rounds: lab.options.rounds,
            warmups: WARMUPS,
            command: () => ({
              method,
              url: lab.servers.delays.url(security, BYTES, DELAY_US),
              open: lab.servers.delays.url(security, 1),
              bytes: BYTES,
              count: countOf(lab, REQUESTS),
              connection: 'reused',
              streams: 1,
              ca: lab.servers.ca,
            }),
          });
          const errors = (rounds.get(RAW) ?? []).flatMap((answer) =>
            (answer?.ttfbUs ?? []).map((ttfb, i) => ttfb - (answer?.givenUs?.[i] ?? Number.NaN)),
          );
          const finding = (metric: string, value: number, rest: Pick<Finding, 'goal' | 'verdict'>): Finding => ({
            figure: ID,
            case: title,
            metric: `reported TTFB - given delay, ${metric}`,
            unit: 'us',
            peers: { [RAW]: value },
            n: errors.length,
            ...rest,
          });
          const middle = quantileOf(errors, 0.5);
          const verdict = verdictOf(lab.options, { n: errors.length, p: 0.5 }, middle <= LIMIT_US);
          found(finding('p50', middle, { goal: `at most ${LIMIT_US} us`, verdict }));
          found(finding('p99', quantileOf(errors, 0.99), { goal: null, verdict: 'shown' }));
        }
      }
    }),
};
