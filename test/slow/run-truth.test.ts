import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CellResult, Comparison, RunRecord } from '../../lib/domain/run.ts';
import { run } from '../bin/command.ts';
import { configIn, recordOf, runFolder } from '../bin/run-files.ts';

const RATE = 100_000_000;
const ROUNDS = 10;
/** `twin` is shaped like `three`; `slower` is 20 % slower. */
const DELAYS = { three: 3, twin: 3, slower: 3.6 } as const;

type Name = keyof typeof DELAYS;

describe('a run against stand-ins of known shape', () => {
  let record: RunRecord;
  const cellsOf = (size: number) => record.cells.filter(({ axes }) => axes.size === size);
  const cellOf = (store: Name, size: number) => cellsOf(size).find(({ axes }) => axes.store === store) as CellResult;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
    const standIns = Object.fromEntries(Object.entries(DELAYS).map(([name, delayMs]) => [name, { delayMs, bytesPerSecond: RATE }]));
    const axes = { sizes: ['1KB', '1MB', '10MB'], operations: ['get'], connections: ['reused'], rounds: ROUNDS, seed: 3 };
    const config = configIn(folder, { ...axes, standIns });
    const { code, stderr } = await run(['local', '--config', config, '--out', join(folder, 'out')], { within: 200 });
    expect(code, stderr).toBe(0);
    record = recordOf(runFolder(join(folder, 'out')));
    return () => rmSync(folder, { recursive: true, force: true });
  }, 220_000);

  /** The comparison of two stores, turned so that the ratio is `first` to `second`. */
  function compared(first: Name, second: Name, size: number, metric: string): { readonly ratio: number; readonly winner: Name | '~' } {
    const ids = [cellOf(first, size).id, cellOf(second, size).id];
    const found = record.comparisons.find((each) => each.metric === metric && ids.includes(each.a) && ids.includes(each.b)) as Comparison;
    expect(found, `${first} and ${second} were compared`).toBeDefined();
    const straight = found.a === ids[0];
    const winner = found.verdict === '~' ? '~' : (found.verdict === 'a') === straight ? first : second;
    return { ratio: straight ? found.ratio : 1 / found.ratio, winner };
  }

  it('calls the stand-in that is 20 % slower the slower one', () => {
    for (const faster of ['three', 'twin'] as const) {
      const { ratio, winner } = compared('slower', faster, 1000, 'ttfb');
      expect(winner).toBe(faster);
      expect(ratio).toBeGreaterThan(1.1);
      expect(ratio).toBeLessThan(1.25);
    }
  });

  it('tells no difference between two of the same shape, at any size', () => {
    for (const size of [1_000, 1_000_000, 10_000_000]) for (const metric of ['ttfb', 'total']) {
      const { winner } = compared('three', 'twin', size, metric);
      expect(winner, `${metric} at ${size} bytes`).toBe('~');
    }
  });

  it('reports a first byte within 0.3 ms of the delay each stand-in says it gave, over all cells', () => {
    const errors = record.cells.map(({ truth }) => truth?.ttfbErrorMs ?? Number.NaN).sort((a, b) => a - b);
    expect(errors).toHaveLength(9);
    console.log('ttfb error of each cell, ms', errors);
    expect(Math.abs(errors[4] as number)).toBeLessThanOrEqual(0.3);
    for (const { truth, n } of record.cells) expect(truth?.n).toBe(n);
  });

  it.each([1_000_000, 10_000_000])('reports the rate each stand-in gave within 5 %%: %i bytes', (size) => {
    for (const { id, truth } of cellsOf(size)) {
      console.log(id, truth);
      expect(Math.abs((truth?.rateRatio ?? Number.NaN) - 1), id).toBeLessThanOrEqual(0.05);
    }
  });

  it('reports a total within 5 % of delay + bytes / rate at 10 MB', () => {
    for (const name of ['three', 'twin', 'slower'] as const) {
      const expected = DELAYS[name] + (10_000_000 / RATE) * 1000;
      const median = cellOf(name, 10_000_000).metrics.total?.median ?? Number.NaN;
      console.log(name, median, expected);
      expect(Math.abs(median / expected - 1), name).toBeLessThanOrEqual(0.05);
    }
  });

  it('measures at 1 KB what its shape says, and finds no client at its limit', () => {
    for (const name of ['three', 'twin', 'slower'] as const) {
      const { metrics, clientBound } = cellOf(name, 1000);
      const median = metrics.ttfb?.median ?? Number.NaN;
      expect(median).toBeGreaterThanOrEqual(DELAYS[name]);
      expect(median).toBeLessThan(DELAYS[name] + 1);
      expect(clientBound).toBeUndefined();
    }
  });
});
