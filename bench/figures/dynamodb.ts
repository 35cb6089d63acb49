import { writeFileSync } from 'node:fs';
import { PRODUCTS } from '../lab/build.ts';
import { countOf, kindsOf, type Lab } from '../lab/lab.ts';
import { GOS, RAW } from '../lab/peer-names.ts';
import { type Peer, refused, withPeers } from '../lab/peers.ts';
import { type Recorded, recordOne } from '../lab/recorder.ts';
import { interleave } from '../lab/rounds.ts';
import { startObjectServer, tlsFlags } from '../lab/servers.ts';
import type { Command } from '../protocol.ts';
import { getItemAnswer, putItemAnswer } from '../servers/item-answers.ts';
import { evaluate, NON_INFERIOR, ttfb } from './evaluate.ts';
import type { Figure } from './figure.ts';

const BYTES = 1000;
const KEY = 'firstbyte/bench/0001';
const TABLE = 'firstbyte-bench';
const REQUESTS = 500;
const WARMUPS = 200;
const ID = 'dynamodb';
const ANSWERS = { get: getItemAnswer(KEY, BYTES), put: putItemAnswer() } as const;

type Operation = keyof typeof ANSWERS;

function commandOf(lab: Lab, origin: string, operation: Operation, count: number): Omit<Command, 'id'> {
  const item = { operation, table: TABLE, key: KEY };
  const places = { url: `${origin}/`, open: `${origin}/o/0/1`, ca: lab.servers.ca };
  return { method: 'POST', ...places, bytes: BYTES, count, connection: 'reused', streams: 1, item };
}

/** What the engine sends for an item, for Go to send the same. */
function recorded(lab: Lab, raw: Peer, operation: Operation): Promise<Recorded> {
  return recordOne(ANSWERS[operation], async (origin) => {
    const said = await raw.ask(commandOf(lab, origin, operation, 1));
    if (refused(said)) throw new Error(said.error);
  });
}

async function measure(lab: Lab, peers: readonly Peer[], origin: string, found: Parameters<Figure['run']>[1]): Promise<void> {
  const raw = peers.find(({ name }) => name === RAW) as Peer;
  for (const operation of ['get', 'put'] as const) {
    const title = `DynamoDB ${operation === 'get' ? 'GetItem' : 'PutItem'} of 1 KB, TLS, reused`;
    const { headers, body } = await recorded(lab, raw, operation);
    const command = commandOf(lab, origin, operation, countOf(lab, REQUESTS));
    const rounds = await interleave(lab, peers, {
      title,
      rounds: lab.options.rounds,
      warmups: WARMUPS,
      command: (peer) => (peer === RAW ? command : { ...command, headers, body }),
    });
    const note =
      'signed before the first clock, as in a block; Go sends the fields and bytes that the engine had signed, and none of its own';
    for (const [name, p] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      found(
        evaluate(
          lab.options,
          rounds,
          { figure: ID, case: title, metric: `TTFB ${name}`, unit: 'us', reading: ttfb(p), p, note },
          NON_INFERIOR,
        ),
      );
    }
  }
}

export const dynamodb: Figure = {
  id: ID,
  title: 'One item of DynamoDB over an open connection, against a server of fixed answers',
  async run(lab, found) {
    const files = Object.entries(ANSWERS).map(([operation, answer]) => {
      const file = `${PRODUCTS}${operation}-item.http`;
      writeFileSync(file, answer);
      return file;
    });
    const server = await startObjectServer(['--answers', ...files, ...tlsFlags]);
    try {
      await withPeers(kindsOf(lab, [RAW, ...GOS]), (peers) => measure(lab, peers, `https://127.0.0.1:${server.port}`, found));
    } finally {
      await server.process.stop();
    }
  },
};
