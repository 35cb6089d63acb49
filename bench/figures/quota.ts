import { setTimeout as wait } from 'node:timers/promises';
import { kindsOf } from '../lab/lab.ts';
import { FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { type Peer, startPeer } from '../lab/peers.ts';
import { makeQuotas } from '../lab/quota.ts';
import { interleave } from '../lab/rounds.ts';
import { evaluate, gigabits, NON_INFERIOR, total } from './evaluate.ts';
import type { Figure } from './figure.ts';

/** About what a Lambda function of 128 MB gets. */
const SHARE = 0.07;
const BYTES = 100_000_000;
const QUICK_BYTES = 1000;
/** Unused quota of a period is lost, so that a rest leaves every peer the same start. */
const REST_MS = 60;
const ID = 'quota';

const rested = (peer: Peer): Peer => ({
  ...peer,
  async ask(command) {
    await wait(REST_MS);
    return peer.ask(command);
  },
});

export const quota: Figure = {
  id: ID,
  title: '100 MB GET by a process that has 7 % of a core from its start on',
  async run(lab, found) {
    const kinds = kindsOf(lab, [RAW, ...GOS, FLOOR]);
    // A group each: in one for all, a client would be charged for what another had just used.
    const groups = makeQuotas(SHARE, kinds.length);
    if (typeof groups === 'string') return lab.leaveOut(`the quota of 7 % of a core is left out: ${groups}`);
    const peers = groups.flatMap(({ wrap }, i) => (kinds[i] ? [startPeer(kinds[i], wrap)] : []));
    try {
      const bytes = lab.options.quick ? QUICK_BYTES : BYTES;
      for (const security of ['plain', 'TLS'] as const) {
        const title = `100 MB GET, ${security}, 7 % of a core`;
        const rounds = await interleave(lab, peers.map(rested), {
          title,
          rounds: lab.options.rounds,
          warmups: 1,
          command: () => ({
            method: 'GET',
            url: lab.servers.reads.url(security, bytes),
            open: lab.servers.reads.url(security, 1),
            bytes,
            count: 1,
            connection: 'reused',
            streams: 1,
            ca: lab.servers.ca,
          }),
        });
        const question = { figure: ID, case: title, metric: 'rate', unit: 'Gbit/s', note: 'ratio of times' } as const;
        found(evaluate(lab.options, rounds, { ...question, reading: total(0.5), shown: gigabits(bytes) }, NON_INFERIOR));
      }
    } finally {
      await Promise.all(peers.map((peer) => peer.stop()));
      for (const group of groups) group.remove();
    }
  },
};
