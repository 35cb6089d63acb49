import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3StandInConfig } from '../../../../../lib/adapters/local/s3/config.ts';
import type { LogLine } from '../../../../../lib/adapters/local/s3/log.ts';

export const ENTRY = fileURLToPath(new URL('../../../../../lib/adapters/local/s3/main.ts', import.meta.url));
export const REGION = 'eu-test-1';
export const KEYS = { accessKeyId: 'TESTKEY', secretAccessKey: 'a secret of the tests/+=' };
export const UNSHAPED = { delayMs: 0, jitterMs: 0, bytesPerSecond: 0, seed: 1 };

/** A stand-in in its own process, and what a test asks of it. */
export interface RunningStandIn {
  readonly port: number;
  readonly endpoint: string;
  readonly child: ChildProcess;
  readonly config: S3StandInConfig;
  client(options?: S3ClientConfig): S3Client;
  /** Ends the process and returns its whole log. */
  stop(): Promise<readonly LogLine[]>;
}

export async function startStandIn(given: Partial<S3StandInConfig> = {}): Promise<RunningStandIn> {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-s3-'));
  const config: S3StandInConfig = {
    ...{ port: 0, folder: join(folder, 'data'), log: join(folder, 'log.ndjson'), region: REGION, ...KEYS, shape: UNSHAPED },
    ...given,
  };
  const child = spawnStandIn(`${JSON.stringify(config)}\n`);
  const ready = (await firstLine(child)) as { port?: number };
  if (ready.port === undefined) throw new Error(JSON.stringify(ready));
  const { port } = ready;
  const endpoint = `http://127.0.0.1:${port}`;
  const clients: S3Client[] = [];
  return {
    ...{ port, endpoint, child, config },
    client(options = {}) {
      const client = new S3Client({
        endpoint,
        region: REGION,
        credentials: KEYS,
        forcePathStyle: true,
        maxAttempts: 1,
        ...options,
      });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.destroy();
      const gone = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : ended(child);
      child.stdin?.end();
      await gone;
      const lines = readFileSync(config.log, 'utf8').split('\n').filter(Boolean);
      rmSync(folder, { recursive: true, force: true });
      return lines.map((line) => JSON.parse(line) as LogLine);
    },
  };
}

/** Starts the entry and writes `input` to it; its stdin stays open. */
export function spawnStandIn(input: string): ChildProcess {
  const child = spawn(process.execPath, [ENTRY], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.on('error', () => {}); // it may be gone before it has read
  child.stdin?.write(input);
  return child;
}

export function firstLine(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.once('line', (line) => resolve(JSON.parse(line)));
    child.once('exit', (code) => reject(new Error(`the stand-in ended with code ${code} before its first line`)));
  });
}

export function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly signal: string | null }> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
}
