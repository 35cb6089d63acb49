import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../../lib/domain/run.ts';
import { readRun } from '../../../../../lib/domain/run-versions.ts';
import { compareRuns } from '../../../../../lib/domain/statistics/compare-runs.ts';
import { comparePage } from '../../../../../lib/report/compare/compare-page.ts';
import { holdsOwn, ownRecord, packedOwn } from '../../../../../lib/report/compare/on-page/own-record.ts';
import { html } from '../../../../../lib/report/html.ts';
import { cloudRun } from '../../../../fixtures/report/cloud-run.ts';
import { foreignRun } from '../../../../fixtures/report/foreign-run.ts';
import { largeRun } from '../../../../fixtures/report/large-run.ts';
import { interruptedRun, syntheticRun } from '../../../../fixtures/report/synthetic-run.ts';
import { madeRun } from '../../../../fixtures/runs/two-runs.ts';

const STEADY = [10, 10.2, 9.9, 10.1, 10, 9.8];
const RUNS: readonly (readonly [string, RunRecord])[] = [
  ['a run with failures and impossible cells', syntheticRun()],
  ['an interrupted run', interruptedRun()],
  ['a run in the cloud', cloudRun()],
  ['a scenario nobody has built', foreignRun()],
  ['several hosts of a type', madeRun({ hosts: 2, rounds: 3, cells: { one: STEADY, two: { failed: 'no keys' } } })],
];

const asRead = (run: RunRecord): RunRecord => readRun(JSON.parse(JSON.stringify(run)));
const fromPage = (run: RunRecord): RunRecord => readRun(JSON.parse(JSON.stringify(ownRecord(run))));

/** A later run: slower by a digit that only the whole number shows, elsewhere, partly lost. */
function later(run: RunRecord): RunRecord {
  const cells = run.cells.slice(1).map((cell, i) => ({
    ...cell,
    ...(i % 5 === 0 && { place: 'elsewhere' }),
    metrics: Object.fromEntries(
      Object.entries(cell.metrics).map(([name, metric]) => [
        name,
        { ...metric, rounds: metric.rounds.map((median) => median * (1.0001 + (i % 3) / 4)) },
      ]),
    ),
  }));
  return { ...run, id: 'later', seed: run.seed + 1, preset: 'another', cells };
}

describe('the part of a record that lies in its page', () => {
  it.each(RUNS)('compares to the last digit as the whole record does, whichever side it is on: %s', (_, run) => {
    const [whole, part, other] = [asRead(run), fromPage(run), asRead(later(run))];
    const names = new Set(run.scenarios.flatMap(({ metrics }) => metrics).map(({ name }) => name));
    for (const options of [{}, ...[...names].map((name) => ({ metrics: [name] }))]) {
      const expected = compareRuns([whole], [other], options);
      expect(expected.changes.length + expected.notCompared.length).toBeGreaterThan(0);
      expect(compareRuns([part], [other], options)).toEqual(expected);
      expect(compareRuns([other], [part], options)).toEqual(compareRuns([other], [whole], options));
    }
  });

  it('is shown with the same facts', () => {
    const [run, other] = [syntheticRun(), later(syntheticRun())];
    const page = (a: RunRecord) => comparePage({ a: [a], b: [other], comparison: compareRuns([a], [other]), limit: undefined });
    expect(page(fromPage(run))).toBe(page(asRead(run)));
  });

  it('holds nothing but what is compared', () => {
    const text = JSON.stringify(ownRecord({ ...syntheticRun(), method: ['a secret'] }));
    expect(text).not.toContain('a secret');
    expect(text.length).toBeLessThan(JSON.stringify(syntheticRun()).length);
  });

  it('is left out where its round medians are many, and is small where it is in', () => {
    const many = largeRun(260);
    expect([holdsOwn(many), packedOwn(many)]).toEqual([false, false]);
    const most = largeRun(150);
    expect(holdsOwn(most)).toBe(true);
    const packed = (packedOwn(most) || html``).text;
    expect(packed.length).toBeLessThan(150_000);
    const inside = gunzipSync(Buffer.from(packed.replace(/<[^>]*>/g, '').trim(), 'base64')).toString();
    expect(readRun(JSON.parse(inside)).cells.map(({ id }) => id)).toEqual(most.cells.map(({ id }) => id));
  });
});
