import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../lib/domain/run.ts';
import { readRun } from '../../../lib/domain/run-versions.ts';
import { compareRuns } from '../../../lib/domain/statistics/compare-runs.ts';
import { renderReport } from '../../../lib/report/render.ts';
import { cloudRun } from '../../fixtures/report/cloud-run.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';
import { parse, readable } from '../report/page-text.ts';

const FOLDER = new URL('../../fixtures/runs/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const fixture = (name: string): unknown => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe('a record of an older version', () => {
  it.each(files)('%s is read, shown whole and compared', (name) => {
    const run = readRun(fixture(name));
    const page = renderReport(run);
    expect(page).toContain(run.id);
    expect(readable(parse(page))).not.toMatch(/undefined|NaN|\[object/);
    const { changes, notCompared } = compareRuns([run], [{ ...run, id: 'another' }]);
    expect(changes.length + notCompared.length).toBe(run.cells.length);
    expect(changes.length).toBeGreaterThan(8);
    expect(changes.every(({ ratio, verdict }) => Math.abs(ratio - 1) < 1e-12 && verdict === '~')).toBe(true);
  });

  it('is compared with one of today: cells are found, and what differs is said', () => {
    const [first, last] = [files.find((name) => name.includes('first')), files.find((name) => name.includes('tls'))];
    const { changes, caveats } = compareRuns([readRun(fixture(String(first)))], [readRun(fixture(String(last)))]);
    expect(changes.length).toBeGreaterThan(8);
    expect(caveats.join(' ')).toContain('One run a side');
  });

  it.each(['cost', 'power', 'teardown', 'warmupShare', 'estimate', 'method'])(
    'a cloud record from before %s is read and shown',
    (field) => {
      const { [field as 'cost']: _, ...older } = plain(cloudRun()) as RunRecord;
      expect(renderReport(readRun(older))).toContain(older.id);
    },
  );

  it('a cloud record from before places and instances is read, shown and compared with one that has them', () => {
    const now = plain(cloudRun()) as RunRecord;
    const without = ({ place: _, ...cell }: RunRecord['cells'][number]) => cell;
    const older = readRun({
      ...now,
      cells: now.cells.map(without),
      lanes: now.lanes.map(({ instance: _, sandboxes: __, ...lane }) => lane),
    });
    expect(renderReport(older)).toContain(now.id);
    expect(compareRuns([older], [now]).notCompared.filter(({ why }) => why === 'OtherPlace')).toEqual([]);
  });
});

describe('a record of this version', () => {
  it.each([
    ['synthetic', syntheticRun()],
    ['cloud', cloudRun()],
  ])('comes out as it went in: %s', (_, run) => {
    expect(plain(readRun(plain(run)))).toEqual(plain(run));
  });
});

describe('what is no record', () => {
  const run = plain(syntheticRun({ timed: 2 }));
  it.each([
    ['nothing', null, 'it is no object'],
    ['a list', [], 'it is no object'],
    ['another JSON', { name: 'package' }, 'it has no version "v"'],
    ['a version that never was', { ...run, v: 0 }, 'there never was a version 0'],
    ['one without cells', { ...run, cells: undefined }, 'cells is no list'],
    ['one whose cell has no axes', { ...run, cells: [{ ...run.cells[0], axes: 1 }] }, 'cells[0].axes is no object'],
    [
      'a median that is text',
      { ...run, cells: [{ ...run.cells[0], metrics: { ttfb: { median: '3', rounds: [] } } }] },
      'cells[0].metrics.ttfb.median is no number',
    ],
    ['an unknown status', { ...run, status: 'fine' }, 'status is none of complete, partial, interrupted, empty'],
  ])('%s is refused, and says what is wrong', (_, json, message) => {
    expect(() => readRun(json)).toThrow(expect.objectContaining({ name: 'NotARun', message: expect.stringContaining(message) }));
  });

  it('a version that comes later is refused by its own name', () => {
    expect(() => readRun({ ...run, v: 2 })).toThrow(
      expect.objectContaining({ name: 'NewerRun', message: expect.stringContaining('update firstbyte') }),
    );
  });

  it('is never taken for one, and never ends in another error than its own', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(run)), (value, key) => {
        try {
          readRun({ ...run, [key]: value });
        } catch (error) {
          expect(['NotARun', 'NewerRun']).toContain((error as Error).name);
        }
      }),
    );
  });
});
