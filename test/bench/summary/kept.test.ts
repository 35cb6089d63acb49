import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { keep, summaryResult } from '../../../bench/summary/kept.ts';

const row = {
  samples: 10_140,
  cells: 411,
  lanes: 34,
  seconds: 0.5,
  cpuSeconds: 1.1,
  peakRssBytes: 2e8,
  timed: 9_000,
  comparisons: 40,
};
const result = summaryResult({ at: '2026-11-21T10:00:00.000Z', seed: 1, rows: [row], before: 0.5 });

it('a result says when, on what machine and at what load it was measured', () => {
  expect(result).toMatchObject({ v: 1, at: '2026-11-21T10:00:00.000Z', seed: 1, rows: [row] });
  expect(result.machine.cores).toBeGreaterThan(0);
  expect(result.machine.kernel).toMatch(/^[\d.]+$/);
  expect(result.machine.node).toBe(process.versions.node);
  expect(result.load.before).toBe(0.5);
});

it('is kept by its day, apart from the results of the other bench', () => {
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  expect(keep(result, root)).toBe('bench/results/summary-2026-11-21.json');
  expect(JSON.parse(readFileSync(join(root, 'bench/results/summary-2026-11-21.json'), 'utf8'))).toEqual(result);
});
