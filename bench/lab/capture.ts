import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { NamedError } from '../../lib/domain/errors.ts';
import { PRODUCTS } from './build.ts';
import { readSegments, type Segment } from './pcap.ts';
import { onCore } from './pinning.ts';

export const canCapture = (): boolean => spawnSync('tcpdump', ['--version'], { stdio: 'ignore' }).status === 0;

/** Enough for every head of link, IP and TCP. */
const SNAP_BYTES = 128;
const START_MS = 5000;
/** What the kernel has seen reaches the file within its buffer's timeout of one second, and later on a busy machine. */
const SETTLED_MS = 2000;
const SETTLE_LIMIT_MS = 20_000;

/** Records the loopback interface. */
export interface Capture {
  /** Ends the recording and reads it. */
  stop(): Promise<Segment[]>;
}

/** Starts tcpdump on the servers' core, for these ports. Error: PeerFailed, where it may not. */
export async function startCapture(ports: readonly number[]): Promise<Capture> {
  const file = `${PRODUCTS}capture.pcap`;
  const filter = `tcp and (${ports.map((port) => `port ${port}`).join(' or ')})`;
  const flags = [
    '-i',
    'lo',
    '-s',
    String(SNAP_BYTES),
    '-B',
    '65536',
    '-Z',
    'root',
    '--time-stamp-precision=nano',
    '-w',
    file,
    filter,
  ];
  const [program = '', ...args] = onCore('server', ['tcpdump', ...flags]);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const kill = (): void => void child.kill('SIGKILL');
  process.on('exit', kill);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  for (let waited = 0; !/listening on/.test(said); waited += 20) {
    if (child.exitCode !== null || waited > START_MS) {
      kill();
      throw new NamedError('PeerFailed', `tcpdump did not start: ${said.trim().split('\n').at(-1) ?? ''}`);
    }
    await wait(20);
  }
  return {
    async stop() {
      await settled(file);
      child.kill('SIGINT');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      process.off('exit', kill);
      const dropped = Number(/(\d+) packets? dropped by kernel/.exec(said)?.[1] ?? 0);
      if (dropped > 0) throw new NamedError('PeerFailed', `the capture lost ${dropped} packets`);
      return readSegments(readFileSync(file));
    },
  };
}

/** Waits until the file has stopped growing. */
async function settled(file: string): Promise<void> {
  let bytes = -1;
  for (let waited = 0; waited < SETTLE_LIMIT_MS; waited += SETTLED_MS) {
    const now = statSync(file).size;
    if (now === bytes) return;
    bytes = now;
    await wait(SETTLED_MS);
  }
}
