import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CellResult, RunRecord } from '../../lib/domain/run.ts';
import type { TransferSample } from '../../lib/domain/sample.ts';
import { type Ended, run } from './command.ts';
import { pageOf, recordOf, runFolder, samplesOf } from './run-files.ts';

/** Stand-in of every-fault.json -> the name under which its failures are counted. */
const NAMED: Readonly<Record<string, string>> = {
  'answers-403': 'HttpStatus',
  'answers-404': 'HttpStatus',
  'answers-500': 'HttpStatus',
  'answers-503': 'Throttled',
  'closes-early': 'EndedEarly',
  truncates: 'EndedEarly',
  exceeds: 'ExcessData',
  'talks-garbage': 'BadStatusLine',
  stalls: 'Timeout',
};

describe('stand-ins that were told to fail now and then', () => {
  let ended: Ended;
  let record: RunRecord;
  let samples: TransferSample[];
  let page: string;
  const cellOf = (store: string) => record.cells.find(({ axes }) => axes.store === store) as CellResult;

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
    ended = await run(['local', '--config', 'test/fixtures/configs/every-fault.json', '--out', folder]);
    const top = runFolder(folder);
    record = recordOf(top);
    samples = samplesOf(top);
    page = pageOf(top);
    return () => rmSync(folder, { recursive: true, force: true });
  }, 100_000);

  it('end the run with exit code 1 and status partial', () => {
    expect(ended.code, ended.stderr).toBe(1);
    expect(record.status).toBe('partial');
  });

  it('are named in the terminal, one line each', () => {
    for (const [store, name] of Object.entries(NAMED))
      expect(ended.stderr).toMatch(new RegExp(`^${store}: ${cellOf(store).failures} operations failed: ${name}$`, 'm'));
    expect(ended.stderr).not.toMatch(/^near\b/m);
  });

  it.each(Object.entries(NAMED))('%s: counted as %s, and only as that', (store, name) => {
    const { failures, errors, n } = cellOf(store);
    expect(failures).toBeGreaterThan(0);
    expect(errors).toEqual({ [name]: failures });
    const failed = samples.filter(({ cell, kind, error }) => cell === cellOf(store).id && kind === 'timed' && error !== null);
    expect(failed.map(({ error }) => error?.name)).toEqual(Array(failures).fill(name));
    expect(n).toBeGreaterThan(0);
  });

  it('never let the time of a failed operation into a statistic', () => {
    for (const sample of samples.filter(({ error }) => error !== null)) expect(sample).toMatchObject({ total: null, body: null });
    for (const cell of record.cells) {
      const good = samples.filter(({ kind, error, cell: id }) => id === cell.id && kind === 'timed' && error === null);
      expect(cell.n).toBe(good.length);
      expect(cell.metrics.total).toMatchObject({ n: good.length, max: Math.max(...good.map(({ total }) => total as number)) });
    }
    expect(cellOf('stalls').metrics.total?.max).toBeLessThan(5000);
  });

  it('measure answers that are only chunked or late, as what they are', () => {
    for (const store of ['sends-chunks', 'is-slow']) expect(cellOf(store)).toMatchObject({ n: 10, failures: 0, errors: {} });
    const median = (store: string) => cellOf(store).metrics.ttfb?.median ?? Number.NaN;
    expect(median('is-slow') - median('near')).toBeGreaterThan(15);
    expect(median('sends-chunks')).toBeLessThan(median('is-slow') / 2);
  });

  it('leave the healthy one beside them alone', () => {
    expect(cellOf('near')).toMatchObject({ n: 10, rounds: 2, failures: 0, errors: {} });
  });

  it('are listed on the page with the name of what happened', () => {
    for (const [store, name] of Object.entries(NAMED)) {
      expect(page).toContain(store);
      expect(page).toContain(name);
    }
  });
});
