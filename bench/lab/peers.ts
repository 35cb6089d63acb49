import { spawnSync } from 'node:child_process';
import { agentNodeFlags } from '../../lib/domain/node-flags.ts';
import type { Answer, Command, Refusal } from '../protocol.ts';
import { buildC, buildGo, buildRaw, PRODUCTS, source } from './build.ts';
import { COLD, FLOOR, GOS, RAW } from './peer-names.ts';
import { type LineProcess, peakRssBytes, startProcess } from './process.ts';

/** A kind of client, built and ready to be started. */
export interface PeerKind {
  readonly name: string;
  readonly argv: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** A started client. */
export interface Peer {
  readonly name: string;
  /** Error: PeerFailed. A refusal is an answer. */
  ask(command: Omit<Command, 'id'>): Promise<Answer | Refusal>;
  peakRssBytes(): number;
  /** Ends its process and begins with a new one. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const ASK_MS = 180_000;

const CA_ENV = { NODE_EXTRA_CA_CERTS: source('test/fixtures/tls/localhost.cert.pem') };
/** Keys for the engine's own signer: no service will ever check them. */
const KEYS_ENV = { AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench', AWS_SESSION_TOKEN: '' };

/**
 * Builds what can be built here. What cannot is left out with one line that says what to install. `rawFlags` are for the Node of the raw
 * engine that is measured.
 */
export async function buildPeers(
  leaveOut: (line: string) => void,
  rawFlags: readonly string[] = [],
): Promise<readonly PeerKind[]> {
  await buildRaw('raw.mjs');
  const env = { ...CA_ENV, ...KEYS_ENV };
  const raw = (flags: readonly string[]): string[] => [process.execPath, ...agentNodeFlags, ...flags, `${PRODUCTS}raw.mjs`];
  const kinds: PeerKind[] = [
    { name: RAW, argv: [...raw(rawFlags), 'warm'], env },
    { name: COLD, argv: [...raw([]), 'cold'], env },
  ];
  const noGo = buildGo('bench/peers/go', 'go-peer');
  if (noGo) leaveOut(`Go is left out, and with it every comparison with it: ${noGo}; install Go 1.24 or later`);
  else kinds.push(...GOS.map((name, i) => ({ name, argv: [`${PRODUCTS}go-peer`, i === 0 ? 'default' : 'tuned'] })));
  const noC = buildC('bench/peers/c/client.c', 'c-peer');
  if (noC) leaveOut(`C is left out: ${noC}; install gcc and the headers of OpenSSL`);
  else kinds.push({ name: FLOOR, argv: [`${PRODUCTS}c-peer`] });
  const script = (name: string, folder: string): PeerKind => ({
    name,
    argv: [process.execPath, source(`bench/peers/${folder}/peer.ts`)],
  });
  if (spawnSync('curl', ['-V'], { stdio: 'ignore' }).status === 0) kinds.push(script('curl', 'curl'));
  else leaveOut('curl is left out: it is not installed');
  return [...kinds, script('node:http', 'node-http'), script('undici', 'undici'), script('AWS SDK v3', 'aws-sdk')];
}

/** Starts one client on the clients' core; `wrap` puts words before its command line. */
export function startPeer({ name, argv, env }: PeerKind, wrap: readonly string[] = []): Peer {
  const start = (): LineProcess => startProcess('client', name, [...wrap, ...argv], env);
  let process = start();
  let id = 0;
  return {
    name,
    async ask(command) {
      id++;
      return JSON.parse(await process.ask(JSON.stringify({ id, ...command }), ASK_MS)) as Answer | Refusal;
    },
    peakRssBytes: () => peakRssBytes(process.pid),
    async restart() {
      await process.stop();
      process = start();
    },
    stop: () => process.stop(),
  };
}

/** Starts peers for as long as `use` lasts. */
export async function withPeers<T>(kinds: readonly PeerKind[], use: (peers: readonly Peer[]) => Promise<T>): Promise<T> {
  const peers = kinds.map((kind) => startPeer(kind));
  try {
    return await use(peers);
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
}

/** The OpenSSL of the clients that use it, for beside the figures of TLS. */
export function openSslVersions(): string {
  const { stdout } = spawnSync(`${PRODUCTS}c-peer`, ['version'], { encoding: 'utf8' });
  const [c] = /\d+\.\d+\.\d+/.exec(stdout ?? '') ?? ['none'];
  return `OpenSSL: raw ${process.versions.openssl}, C ${c}; Go has its own TLS`;
}

export const refused = (said: Answer | Refusal): said is Refusal => 'error' in said && Boolean(said.error);
