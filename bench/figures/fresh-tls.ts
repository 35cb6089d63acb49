import { countOf, kindsOf, type Lab } from '../lab/lab.ts';
import { CONTEXT, FLOOR, GOS, RAW } from '../lab/peer-names.ts';
import { type Peer, withPeers } from '../lab/peers.ts';
import { interleave, ROUNDS_OF_A_PROCESS } from '../lab/rounds.ts';
import type { Command } from '../protocol.ts';
import { callToDone, evaluate, type Goal, ttfb } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const CONNECTIONS = 300;
const WARMUPS = 50;
const ID = 'fresh';
const GOALS: readonly (readonly [string, number, Goal])[] = [
  ['p50', 0.5, { kind: 'at most', limit: 1.2, of: 'Go' }],
  ['p99', 0.99, { kind: 'at most', limit: 1.5, of: 'Go' }],
];
const CALL_NOTE =
  "wall time of a round by its requests: making and closing a socket included, whichever side of a client's own clock they are on";

const commandOf = (lab: Lab, url: string): Omit<Command, 'id'> => ({
  method: 'GET',
  url,
  bytes: BYTES,
  count: countOf(lab, CONNECTIONS),
  connection: 'fresh',
  streams: 1,
  ca: lab.servers.ca,
});

/** The key exchange every peer came to with the server, and what it had offered: nobody is made to use the same. */
async function keyExchanges(lab: Lab, peers: readonly Peer[]): Promise<string | undefined> {
  const { groups } = lab.servers;
  if (!groups) {
    lab.leaveOut('the groups of the key exchange are left out: they come from the log of nginx');
    return undefined;
  }
  const said: string[] = [];
  for (const peer of peers) {
    const group = await groups.of(() => peer.ask({ ...commandOf(lab, groups.url), bytes: 1, count: 1 }));
    said.push(`${peer.name} ${group}`);
  }
  return `key exchange (offered): ${said.join(', ')}`;
}

export const freshTls: Figure = {
  id: ID,
  title: 'A new connection, from the connect call to the first byte of 1 KB',
  run: (lab, found) =>
    withPeers(kindsOf(lab, [RAW, ...GOS, FLOOR, ...CONTEXT]), async (peers) => {
      for (const security of ['TLS', 'plain'] as const) {
        const title = `1 KB GET, ${security}, fresh`;
        const exchanged = security === 'TLS' ? await keyExchanges(lab, peers) : undefined;
        const command = commandOf(lab, lab.servers.reads.url(security, BYTES));
        const rounds = await interleave(lab, peers, {
          title,
          rounds: lab.options.rounds,
          warmups: WARMUPS,
          roundsOfAProcess: ROUNDS_OF_A_PROCESS,
          command: () => command,
        });
        const question = { figure: ID, case: title, unit: 'us' } as const;
        for (const [name, p, goal] of GOALS) {
          const asked = { ...question, metric: `connect to first byte, ${name}`, reading: ttfb(p), p };
          const note = exchanged === undefined || p !== 0.5 ? {} : { note: exchanged };
          found(evaluate(lab.options, rounds, { ...asked, ...note }, security === 'TLS' ? goal : { kind: 'none', of: 'Go' }));
        }
        const call = { ...question, metric: 'call to done, mean', reading: callToDone, note: CALL_NOTE } as const;
        found(evaluate(lab.options, rounds, call, { kind: 'none', of: 'Go' }));
      }
    }),
};
