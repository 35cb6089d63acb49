import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Python } from './python.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START = fileURLToPath(new URL('start.py', import.meta.url));
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 8_000;

/** What RunInstances and the list of offerings answer, see shims/instance_launches.py. */
export interface Faults {
  /** By type or `<zone>/<type>`: the error code of a launch. */
  readonly launch?: Readonly<Record<string, string>>;
  /** `<region or zone>/<type>` that is not offered. */
  readonly notOffered?: readonly string[];
}

export interface Emulator {
  readonly endpoint: string;
  /** The whole environment of a program that works with it: nothing of the caller's account or home is in it. */
  readonly env: Readonly<Record<string, string>>;
  /** A folder that goes with it. */
  readonly folder: string;
  /** Replaces all faults; `{}` ends them. */
  inject(faults: Faults): void;
  /** The last lines it wrote. */
  log(lines?: number): string;
  /** Processes that still belong to it. */
  processes(): readonly number[];
  /** Idempotent; afterwards none of its processes is left. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  /** Shims to leave out, by file name. */
  readonly without?: readonly string[];
  /** Wait states of a state machine end after this many seconds at the latest. */
  readonly longestWaitSeconds?: number;
}

/** Starts the emulated AWS on a free loopback port, with its permission check on. */
export async function startEmulator(
  python: Python,
  { without = [], longestWaitSeconds }: EmulatorOptions = {},
): Promise<Emulator> {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-emulator-'));
  const hosts = join(folder, 'hosts');
  const home = join(folder, 'home');
  for (const made of [hosts, home]) mkdirSync(made);
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  // The pinned Node comes first: it runs Lambda handlers and, on emulated instances, nothing else of this machine is needed.
  const path = `${dirname(process.execPath)}:${process.env.PATH ?? ''}`;
  const log = join(folder, 'emulator.log');
  const output = openSync(log, 'w');
  const child = spawn(python.python, [START], {
    detached: true,
    // It ends when this pipe closes, however this process ends.
    stdio: ['pipe', output, output],
    env: {
      PATH: path,
      HOME: home,
      TMPDIR: folder,
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      AUTH: 'true',
      LOG_LEVEL: 'WARNING',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
      S3_DATA_DIR: join(folder, 's3'),
      STATE_DIR: join(folder, 'state'),
      EMUL_HOSTS: hosts,
      EMUL_WITHOUT: without.join(','),
      EMUL_LONGEST_WAIT: longestWaitSeconds === undefined ? '' : String(longestWaitSeconds),
      // Handlers that CloudFormation brings along (custom resources) import the AWS SDK that Lambda has and this machine has here.
      NODE_PATH: join(ROOT, 'node_modules'),
      AWS_EC2_METADATA_DISABLED: 'true',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  let exited = false;
  child.once('exit', () => {
    exited = true;
  });
  const tail = (lines = 40) => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  const processes = () => marked(`EMUL_HOSTS=${hosts}`);
  let stopped: Promise<void> | undefined;
  const end = async () => {
    child.kill('SIGTERM');
    for (let waited = 0; !exited && waited < STOP_LIMIT_MS; waited += 50) await pause(50);
    for (const id of processes()) kill(id);
    for (let waited = 0; processes().length > 0 && waited < STOP_LIMIT_MS; waited += 50) await pause(50);
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = () => {
    stopped ??= end();
    return stopped;
  };

  for (let waited = 0; !(await healthy(endpoint)); waited += 100) {
    if (exited || waited > START_LIMIT_MS) {
      const last = tail();
      await stop();
      throw new Error(`the emulated AWS did not start:\n${last}`);
    }
    await pause(100);
  }
  return {
    endpoint,
    folder,
    env: {
      PATH: path,
      HOME: home,
      TMPDIR: folder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: '1',
    },
    inject: (faults) => writeFileSync(join(hosts, 'faults.json'), JSON.stringify(faults)),
    log: tail,
    processes,
    stop,
  };
}

async function healthy(endpoint: string): Promise<boolean> {
  try {
    const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Processes whose environment holds the marker. Needs /proc. */
function marked(marker: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      try {
        return readFileSync(`/proc/${id}/environ`, 'utf8').split('\0').includes(marker);
      } catch {
        return false;
      }
    });
}

function kill(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It ended by itself in between.
  }
}
