import { kindsOf } from '../lab/lab.ts';
import { COLD, FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { refused, startPeer } from '../lab/peers.ts';
import type { Rounds } from '../lab/rounds.ts';
import type { Answer } from '../protocol.ts';
import { verdictOf } from '../statistics/gate.ts';
import { ratioTo } from '../statistics/paired.ts';
import { evaluate, quantileOf, readings, ttfb } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
/** The later requests of the same process that its first is held against. */
const LATER = 50;
const ID = 'first';
const HIDDEN_RATIO = 2;

export const firstRequest: Figure = {
  id: ID,
  title: 'The first request of a new process, from the connect call to the first byte of 1 KB',
  async run(lab, found) {
    const kinds = kindsOf(lab, [RAW, COLD, ...GOS, FLOOR]);
    for (const security of ['plain', 'TLS'] as const) {
      const first = new Map<string, (Answer | undefined)[]>(kinds.map(({ name }) => [name, []]));
      const later: number[] = [];
      const title = `1 KB GET, ${security}, fresh, new process`;
      for (let round = 0; round < lab.options.rounds; round++) {
        for (const kind of kinds) {
          const peer = startPeer(kind);
          const command = {
            method: 'GET',
            url: lab.servers.reads.url(security, BYTES),
            bytes: BYTES,
            count: 1,
            connection: 'fresh',
            streams: 1,
            ca: lab.servers.ca,
          } as const;
          const said = await peer.ask(command);
          const after = kind.name === RAW ? await peer.ask({ ...command, count: LATER }) : undefined;
          await peer.stop();
          if (refused(said)) throw new Error(`${kind.name}: ${said.error}`);
          first.get(kind.name)?.push(said);
          if (after && !refused(after)) later.push(quantileOf(after.ttfbUs, 0.5));
        }
      }
      const rounds: Rounds = first;
      const question = { figure: ID, case: title, metric: 'first request', unit: 'us', reading: ttfb(0.5), p: 0.5 } as const;
      const { ratio: _, ...finding } = evaluate(lab.options, rounds, question, { kind: 'none', of: 'Go' });
      const own = ratioTo('later requests of the same process', readings(rounds, RAW, ttfb(0.5)), later);
      found({
        ...finding,
        peers: { ...finding.peers, 'raw, later requests': quantileOf(later, 0.5) },
        ...(own ? { ratio: own } : {}),
        goal: `hidden by the warm-up: raw's first at most ${HIDDEN_RATIO} times its later ones`,
        verdict: verdictOf(
          lab.options,
          { n: finding.n, p: 0.5, rounds: own?.rounds ?? 0 },
          own !== undefined && own.ratio <= HIDDEN_RATIO,
        ),
      });
    }
  },
};
