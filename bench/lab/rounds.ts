import { seeded, shuffled } from '../../lib/domain/random.ts';
import type { Answer, Command } from '../protocol.ts';
import type { Lab } from './lab.ts';
import { CONTEXT } from './peer-names.ts';
import { type Peer, refused } from './peers.ts';

/** Answers of every peer, in round order; undefined for a round a peer had no part in. */
export type Rounds = ReadonlyMap<string, readonly (Answer | undefined)[]>;

/** Clients that only give context take part in the first rounds. */
const CONTEXT_ROUNDS = 3;
const SEED = 1;

export interface Interleaving {
  /** What is said to be left out when a peer refuses. */
  readonly title: string;
  readonly rounds: number;
  /** Untimed requests before the first round, the same for every peer. */
  readonly warmups: number;
  readonly command: (peer: string, round: number) => Omit<Command, 'id'>;
}

/** One command a peer and round, in an order that is shuffled for every round by a fixed seed. A peer that refuses is left out of the case. */
export async function interleave(
  lab: Lab,
  peers: readonly Peer[],
  { title, rounds, warmups, command }: Interleaving,
): Promise<Rounds> {
  const random = seeded(SEED);
  const all = new Map<string, (Answer | undefined)[]>();
  const ask = async (peer: Peer, round: number, count?: number): Promise<Answer | undefined> => {
    const asked = command(peer.name, round);
    const said = await peer.ask(count === undefined ? asked : { ...asked, count });
    if (!refused(said)) return said;
    lab.leaveOut(`${peer.name} is left out of ${title}: ${said.error}`);
    return undefined;
  };
  for (const peer of peers) {
    const warm = warmups === 0 || (await ask(peer, 0, warmups));
    if (warm) all.set(peer.name, []);
  }
  for (let round = 0; round < rounds; round++) {
    for (const peer of shuffled(peers, random)) {
      const answers = all.get(peer.name);
      if (!answers || (isContext(peer.name) && round >= CONTEXT_ROUNDS)) continue;
      const answer = await ask(peer, round);
      if (answer) answers[round] = answer;
      else all.delete(peer.name);
    }
  }
  return all;
}

const isContext = (name: string): boolean => (CONTEXT as readonly string[]).includes(name);
