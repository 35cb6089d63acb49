import { kindsOf } from '../lab/lab.ts';
import { GOS, RAW } from '../lab/peer-names.ts';
import { openSslVersions, withPeers } from '../lab/peers.ts';
import { bulkRounds } from './bulk-rounds.ts';
import { cpuPerGib, evaluate, type Goal, gigabits, NON_INFERIOR, rateNote, total } from './evaluate.ts';
import type { Figure } from './figure.ts';

const STREAMS = 16;
const PART_BYTES = 62_500_000;
const QUICK_PART_BYTES = 1000;
/** Of a new process, untimed. */
const WARM_PART_BYTES = 10_000_000;
const ID = 'streams';
const CPU: Goal = { kind: 'at most', limit: 1.25, of: 'Go' };

export const sixteenStreams: Figure = {
  id: ID,
  title: '1 GB in 16 streams at once, the client on one core: rate and processor time',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW, ...GOS]), async (peers) => {
      const bytes = lab.options.quick ? QUICK_PART_BYTES : PART_BYTES;
      for (const method of ['GET', 'PUT'] as const) {
        for (const security of ['plain', 'TLS'] as const) {
          const title = `1 GB ${method}, ${security}, 16 streams`;
          const asked = { title, method, security, bytes, warmBytes: WARM_PART_BYTES, streams: STREAMS } as const;
          const rounds = await bulkRounds(lab, peers, asked);
          const all = bytes * STREAMS;
          const question = { figure: ID, case: title } as const;
          const rate = {
            metric: 'rate',
            unit: 'Gbit/s',
            reading: total(0.5),
            shown: gigabits(all),
            note: rateNote(rounds),
          } as const;
          found(evaluate(lab.options, rounds, { ...question, ...rate }, NON_INFERIOR));
          const versions = security === 'TLS' ? { note: openSslVersions() } : {};
          const cpu = { metric: 'client CPU', unit: 's/GiB', reading: cpuPerGib(all), ...versions } as const;
          found(evaluate(lab.options, rounds, { ...question, ...cpu }, CPU));
        }
      }
    }),
};
