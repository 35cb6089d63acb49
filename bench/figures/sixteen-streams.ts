import { kindsOf } from '../lab/lab.ts';
import { GOS, RAW } from '../lab/peer-names.ts';
import { withPeers } from '../lab/peers.ts';
import { interleave } from '../lab/rounds.ts';
import { cpuPerGib, evaluate, type Goal, gigabits, NON_INFERIOR, total } from './evaluate.ts';
import type { Figure } from './figure.ts';

const STREAMS = 16;
const PART_BYTES = 62_500_000;
const QUICK_PART_BYTES = 1000;
const ID = 'streams';
const CPU: Goal = { kind: 'at most', limit: 1.25, of: 'Go' };

export const sixteenStreams: Figure = {
  id: ID,
  title: '1 GB GET in 16 streams at once, the client on one core: rate and processor time',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW, ...GOS]), async (peers) => {
      const bytes = lab.options.quick ? QUICK_PART_BYTES : PART_BYTES;
      for (const security of ['plain', 'TLS'] as const) {
        const title = `1 GB GET, ${security}, 16 streams`;
        const rounds = await interleave(lab, peers, {
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
            streams: STREAMS,
            ca: lab.servers.ca,
          }),
        });
        const all = bytes * STREAMS;
        const question = { figure: ID, case: title } as const;
        const rate = {
          metric: 'rate',
          unit: 'Gbit/s',
          reading: total(0.5),
          shown: gigabits(all),
          note: 'ratio of times',
        } as const;
        found(evaluate(rounds, { ...question, ...rate }, NON_INFERIOR));
        found(evaluate(rounds, { ...question, metric: 'client CPU', unit: 's/GiB', reading: cpuPerGib(all) }, CPU));
      }
    }),
};
