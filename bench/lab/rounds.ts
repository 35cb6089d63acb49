import { NamedError } from '../../lib/domain/errors.ts';
import { seeded, shuffled } from '../../lib/domain/random.ts';
import type { Answer, Command } from '../protocol.ts';
import type { Lab } from './lab.ts';
import { CONTEXT, RAW } from './peer-names.ts';
import { type Peer, refused } from './peers.ts';

/** Answers of every peer, in round order; undefined for a round a peer had no part in. */
export type Rounds = ReadonlyMap<string, readonly (Answer | undefined)[]>;

/** Clients that only give context take part in the first rounds. */
const CONTEXT_ROUNDS = 3;
/** 20 rounds come from five processes of every client that is compared: what one process happened to be is no more than a fifth of it. */
export const ROUNDS_OF_A_PROCESS = 4;
const SEED = 1;

export interface Interleaving {
  /** What is said to be left out when a peer refuses. */
  readonly title: string;
  readonly rounds: number;
  /** Untimed requests of every new process, the same for every peer. */
  readonly warmups: number;
  /** What differs in them from the command of the first round. */
  readonly warmedBy?: Partial<Command>;
  /** Peers go on in a new process after that many rounds; without it they stay. */
  readonly roundsOfAProcess?: number;
  readonly command: (peer: string, round: number) => Omit<Command, 'id'>;
}

/**
 * One command a peer and round, in an order that is shuffled for every round by a fixed seed. A peer that refuses is left out of the case.
 * Error: PeerFailed, where raw refuses.
 */
export async function interleave(lab: Lab, peers: readonly Peer[], interleaving: Interleaving): Promise<Rounds> {
  const { title, rounds, warmups, warmedBy, roundsOfAProcess = rounds, command } = interleaving;
  const random = seeded(SEED);
  // One long process: a profile of many short ones would show how a process starts.
  const each = lab.options.profile ? rounds : roundsOfAProcess;
  const all = new Map<string, (Answer | undefined)[]>();
  const ask = async (peer: Peer, asked: Omit<Command, 'id'>): Promise<Answer | undefined> => {
    const said = await peer.ask(asked);
    if (!refused(said)) return said;
    // Without the engine there is nothing to compare: that is no client to leave out.
    if (peer.name === RAW) throw new NamedError('PeerFailed', `${RAW}, ${title}: ${said.error}`);
    lab.leaveOut(`${peer.name} is left out of ${title}: ${said.error}`);
    return undefined;
  };
  const warm = async (peer: Peer): Promise<boolean> =>
    warmups === 0 || Boolean(await ask(peer, { ...command(peer.name, 0), ...warmedBy, count: warmups }));
  const takesPart = ({ name }: Peer, round: number): boolean => all.has(name) && (!isContext(name) || round < CONTEXT_ROUNDS);

  for (const peer of peers) if (await warm(peer)) all.set(peer.name, []);
  for (let round = 0; round < rounds; round++) {
    if (round > 0 && round % each === 0) {
      for (const peer of peers.filter((one) => takesPart(one, round))) {
        await peer.restart();
        if (!(await warm(peer))) all.delete(peer.name);
      }
    }
    for (const peer of shuffled(peers, random)) {
      if (!takesPart(peer, round)) continue;
      const answer = await ask(peer, command(peer.name, round));
      const answers = all.get(peer.name);
      if (answer && answers) answers[round] = answer;
      else all.delete(peer.name);
    }
  }
  return all;
}

const isContext = (name: string): boolean => (CONTEXT as readonly string[]).includes(name);
