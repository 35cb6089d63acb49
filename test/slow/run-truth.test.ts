import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readTruthLog } from '../../lib/adapters/stores/truth-log.ts';
import type { CellResult, Comparison, RunRecord } from '../../lib/domain/run.ts';
import { median } from '../../lib/domain/statistics/quantile.ts';
import { bareSocket } from '../agent/bare-socket.ts';
import { run } from '../bin/command.ts';
import { configIn, recordOf, runFolder } from '../bin/run-files.ts';
import { presigned } from '../lib/adapters/local/s3/signing.ts';
import { startStandIn } from '../lib/adapters/local/s3/stand-in.ts';

const RATE = 100_000_000;
/** Slow enough that a millisecond that this machine adds is little of a transfer. */
const STEADY_RATE = 25_000_000;
const BYTES = 1000;
/** What the whole run may read beyond a bare socket in front of the same stand-in, milliseconds; on a machine that is not quiet, its scatter more. */
const BEYOND_BARE_MS = 0.2;
/** Runs, each between two readings by the bare socket. What is claimed holds in most of them: one may be disturbed, two are a fault. */
const TRIES = 3;
const READINGS = 150;

/** One run of stand-ins with these delays, milliseconds; GET over reused connections. */
async function measured(
  delays: Readonly<Record<string, number>>,
  { sizes, rounds, rate = RATE }: { readonly sizes: readonly string[]; readonly rounds: number; readonly rate?: number },
): Promise<RunRecord> {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
  try {
    const standIns = Object.fromEntries(
      Object.entries(delays).map(([name, delayMs]) => [name, { delayMs, bytesPerSecond: rate }]),
    );
    const config = configIn(folder, { sizes, operations: ['get'], connections: ['reused'], rounds, seed: 3, standIns });
    const { code, stderr } = await run(['local', '--config', config, '--out', join(folder, 'out')]);
    expect(code, stderr).toBe(0);
    return recordOf(runFolder(join(folder, 'out')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Median over cells of the reported first byte less the delay in the stand-ins' own log, milliseconds. */
const errorOf = ({ cells }: RunRecord): number => median(cells.map(({ truth }) => truth?.ttfbErrorMs ?? Number.NaN));

/** A stand-in of `delayMs` that a bare socket reads: what its error holds is in the error of every client. */
async function bareReader(delayMs: number) {
  const log = join(mkdtempSync(join(tmpdir(), 'firstbyte-bare-')), 'log.ndjson');
  const standIn = await startStandIn({ shape: { delayMs, jitterMs: 0, bytesPerSecond: RATE, seed: 3 }, log });
  const client = standIn.client();
  await client.send(new CreateBucketCommand({ Bucket: 'bare' }));
  await client.send(new PutObjectCommand({ Bucket: 'bare', Key: 'object', Body: Buffer.alloc(BYTES) }));
  const path = await presigned(standIn, { method: 'GET', path: '/bare/object' });
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${standIn.port}\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n\r\n`;
  const socket = bareSocket();
  return {
    /** Median of first byte less logged delay, milliseconds. */
    async errorMs(): Promise<number> {
      const seen = await socket.read({ port: standIn.port, request, count: READINGS, fresh: false });
      const given = await vi.waitUntil(async () => {
        const lines = new Map((await readTruthLog(log)).map(({ request: id, delayMs: ms }) => [id, ms]));
        return seen.every(({ id }) => lines.has(id)) && lines;
      });
      return median(seen.map(({ ms, id }) => ms - (given.get(id) ?? Number.NaN)));
    },
    async end(): Promise<void> {
      await socket.end();
      await standIn.stop();
      rmSync(dirname(log), { recursive: true, force: true });
    },
  };
}

/** In how many runs `holds` is true: most of three is two. */
const most = (runs: readonly RunRecord[], holds: (run: RunRecord) => boolean): boolean =>
  2 * runs.filter(holds).length > runs.length;

describe('first bytes of stand-ins of which one is 20 % slower, in 40 rounds', () => {
  /** `twin` is shaped like `three`. */
  const DELAYS = { three: 3, twin: 3, slower: 3.6 } as const;
  type Name = keyof typeof DELAYS;
  const NAMES = Object.keys(DELAYS) as Name[];
  const runs: RunRecord[] = [];
  const beyondBareMs: number[] = [];
  /** How far two readings of the bare socket lie apart, one before and one after each run. */
  const apartMs: number[] = [];
  const cellOf = ({ cells }: RunRecord, store: Name) => cells.find(({ axes }) => axes.store === store) as CellResult;

  beforeAll(async () => {
    const bare = await bareReader(DELAYS.three);
    await bare.errorMs(); // warms up both ends
    let before = await bare.errorMs();
    for (let i = 0; i < TRIES; i++) {
      const one = await measured(DELAYS, { sizes: ['1KB'], rounds: 40 });
      const after = await bare.errorMs();
      runs.push(one);
      beyondBareMs.push(errorOf(one) - (before + after) / 2);
      apartMs.push(Math.abs(after - before));
      before = after;
    }
    await bare.end();
  }, 280_000);

  /** The comparison of two stores, turned so that the ratio is `first` to `second`. */
  function compared(run: RunRecord, first: Name, second: Name, metric: string) {
    const ids = [cellOf(run, first).id, cellOf(run, second).id];
    const about = (each: Comparison) => each.metric === metric && ids.includes(each.a) && ids.includes(each.b);
    const found = run.comparisons.find(about) as Comparison;
    const straight = found.a === ids[0];
    const winner = found.verdict === '~' ? '~' : (found.verdict === 'a') === straight ? first : second;
    return { ratio: straight ? found.ratio : 1 / found.ratio, winner };
  }

  it.each(['three', 'twin'] as const)('the slower one is called slower than %s, in two runs of three', (faster) => {
    for (const metric of ['ttfb', 'total']) {
      const found = runs.map((run) => compared(run, 'slower', faster, metric));
      expect(found.filter(({ winner }) => winner === faster).length, metric).toBeGreaterThanOrEqual(2);
      const ratio = median(found.map((one) => one.ratio));
      expect(ratio).toBeGreaterThan(1.1);
      expect(ratio).toBeLessThan(1.25);
    }
  });

  it('two of the same shape are not told apart, in two runs of three', () => {
    for (const metric of ['ttfb', 'total'])
      expect(
        most(runs, (run) => compared(run, 'three', 'twin', metric).winner === '~'),
        metric,
      ).toBe(true);
  });

  it('is read at most 0.2 ms beyond what a bare socket reads off such a stand-in and that scatters by, in the median over cells', () => {
    expect(median(beyondBareMs)).toBeLessThanOrEqual(BEYOND_BARE_MS + median(apartMs));
  });

  it('is known for every operation from the stand-in’s own log, and was not given before its time', () => {
    for (const run of runs)
      for (const name of NAMES) {
        const { truth, n } = cellOf(run, name);
        expect(truth?.n).toBe(n);
        expect(truth?.givenTtfbMs).toBeGreaterThanOrEqual(DELAYS[name] - 0.02);
      }
  });

  it('is never reported shorter than it was', () => {
    for (const run of runs)
      for (const name of NAMES) expect(cellOf(run, name).metrics.ttfb?.min).toBeGreaterThanOrEqual(DELAYS[name]);
  });

  it('is not limited by its client, in two runs of three', () => {
    for (const name of NAMES) expect(most(runs, (run) => cellOf(run, name).clientBound === undefined)).toBe(true);
  });
});

describe('transfers from a stand-in of 3 ms and 25 MB/s, in the median of three runs', () => {
  const runs: RunRecord[] = [];
  const middle = (size: number, value: (cell: CellResult) => number | undefined): number =>
    median(
      runs.map(({ cells }) => value(cells.find(({ axes }) => axes.size === size) as CellResult) ?? Number.POSITIVE_INFINITY),
    );

  beforeAll(async () => {
    for (let i = 0; i < TRIES; i++)
      runs.push(await measured({ three: 3 }, { sizes: ['1MB', '10MB'], rounds: 6, rate: STEADY_RATE }));
  }, 280_000);

  it.each([1_000_000, 10_000_000])('%i bytes are reported at the rate that was given, within 5 %%', (size) => {
    expect(Math.abs(middle(size, ({ truth }) => truth?.rateRatio) - 1)).toBeLessThanOrEqual(0.05);
    expect(Math.abs(middle(size, ({ truth }) => truth?.givenBytesPerSecond) / STEADY_RATE - 1)).toBeLessThanOrEqual(0.05);
  });

  it('10 MB are reported with a total within 5 % of delay + bytes / rate', () => {
    const expected = 3 + (10_000_000 / STEADY_RATE) * 1000;
    expect(Math.abs(middle(10_000_000, ({ metrics }) => metrics.total?.median) / expected - 1)).toBeLessThanOrEqual(0.05);
  });
});
