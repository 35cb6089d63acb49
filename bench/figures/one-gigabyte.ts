import { kindsOf } from '../lab/lab.ts';
import { CONTEXT, FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { openSslVersions, withPeers } from '../lab/peers.ts';
import { bulkRounds } from './bulk-rounds.ts';
import { cpuPerGib, evaluate, type Goal, gigabits, NON_INFERIOR, rateNote, total } from './evaluate.ts';
import type { Figure } from './figure.ts';

const GB = 1_000_000_000;
const QUICK_BYTES = 100_000_000;
/** Of a new process, untimed. */
const WARM_BYTES = 100_000_000;
const ID = 'bulk';
const CPU: Goal = { kind: 'at most', limit: 1.1, of: 'C' };

export const oneGigabyte: Figure = {
  id: ID,
  title: '1 GB in one stream: rate, and what it costs the processor',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW, ...GOS, FLOOR, ...CONTEXT]), async (peers) => {
      const bytes = lab.options.quick ? QUICK_BYTES : GB;
      for (const method of ['GET', 'PUT'] as const) {
        for (const security of ['plain', 'TLS'] as const) {
          const title = `1 GB ${method}, ${security}, one stream`;
          const asked = { title, method, security, bytes, warmBytes: WARM_BYTES, streams: 1 } as const;
          const rounds = await bulkRounds(lab, peers, asked);
          const question = { figure: ID, case: title } as const;
          const rate = {
            metric: 'rate',
            unit: 'Gbit/s',
            reading: total(0.5),
            shown: gigabits(bytes),
            note: rateNote(rounds),
          } as const;
          found(evaluate(lab.options, rounds, { ...question, ...rate }, NON_INFERIOR));
          const versions = security === 'TLS' ? { note: openSslVersions() } : {};
          const cpu = { metric: 'client CPU', unit: 's/GiB', reading: cpuPerGib(bytes), ...versions } as const;
          found(evaluate(lab.options, rounds, { ...question, ...cpu }, security === 'TLS' ? CPU : { kind: 'none', of: 'C' }));
        }
      }
    }),
};
