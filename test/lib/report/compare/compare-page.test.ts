import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { compareRuns } from '../../../../lib/domain/statistics/compare-runs.ts';
import { comparePage } from '../../../../lib/report/compare/compare-page.ts';
import { changeText, finding } from '../../../../lib/report/compare/words.ts';
import { madeRun } from '../../../fixtures/runs/two-runs.ts';
import { all, parse, readable, rows } from '../page-text.ts';

const STEADY = [10, 10.2, 9.9, 10.1, 10, 9.8, 10.1, 10, 9.9, 10.2];
const by = (factor: number) => STEADY.map((median) => median * factor);
const EVIL = `</style></script><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

const page = (a: RunRecord, b: RunRecord, limit?: number) =>
  comparePage({ a: [a], b: [b], comparison: compareRuns([a], [b], limit === undefined ? {} : { limit }), limit });
const before = madeRun({ id: 'before', cells: { near: STEADY, far: STEADY, lost: STEADY } });
const after = madeRun({ id: 'after', cells: { near: by(1.4), far: by(0.5) } });

describe('the page of a comparison', () => {
  it('says on its first screen what got slower and faster, with numbers', () => {
    const root = parse(page(before, after));
    expect(all(root, 'h1')[0]?.textContent).toContain('1 surely slower in B, 1 surely faster, none without a sure difference');
    expect(rows(root, '#changes')).toEqual([
      ['near', '1.40x slower (1.38 to 1.42)', 'sure', '10.0 ms', '14.0 ms', '10/10 rounds', '< 0.001'],
      ['far', '2.00x faster (1.98 to 2.02)', 'sure', '10.0 ms', '5.01 ms', '10/10 rounds', '< 0.001'],
    ]);
    expect(readable(root)).toContain('1 cell: only in A');
  });

  it('says whether the limit was passed', () => {
    expect(page(before, after, 0.1)).toContain('1 figure is surely slower by more than 10.0 %');
    expect(page(before, before, 0.1)).toContain('0 figures are surely slower');
  });

  it('takes nothing from a record as markup', () => {
    const evil = (run: RunRecord): RunRecord => ({
      ...run,
      ...{ id: run.id + EVIL, preset: EVIL, firstbyte: EVIL },
      cells: run.cells.map((cell) => ({ ...cell, id: cell.id + EVIL })),
      scenarios: run.scenarios.map((scenario) => ({
        ...scenario,
        metrics: scenario.metrics.map((metric) => ({ ...metric, title: EVIL })),
      })),
    });
    const root = parse(page(evil(before), evil(after)));
    expect(all(root, 'script, img, link')).toEqual([]);
    expect(all(root, 'style')).toHaveLength(1);
  });

  it('holds 4,000 cells in under 2 MB', () => {
    const cells = Object.fromEntries(
      Array.from({ length: 4000 }, (_, i) => [`transfer:some-host:some-store:eu-central-1:10MB:get:reused:${i}`, STEADY]),
    );
    const many = madeRun({ cells });
    expect(page(many, { ...many, id: 'b' }).length).toBeLessThan(2_000_000);
  });
});

describe('wording', () => {
  it.each([
    [{ ratio: 1.4, low: 1.3, high: 1.5, verdict: 'slower' }, '1.40x slower (1.30 to 1.50)'],
    [{ ratio: 0.5, low: 0.4, high: 0.625, verdict: 'faster' }, '2.00x faster (1.60 to 2.50)'],
    [{ ratio: 0.98, low: 0.9, high: 1.07, verdict: '~' }, '~ 1.02x faster (0.935 to 1.11)'],
  ] as const)('%j', (change, text) => {
    expect(changeText(change)).toBe(text);
  });

  it('too few rounds are said, and never called equal', () => {
    const few = (id: string) => madeRun({ id, cells: { x: STEADY.slice(0, 5) } });
    expect(finding(compareRuns([few('a')], [few('b')]))).toContain('1 figure has fewer than six rounds and can have no verdict');
  });

  it('nothing in common is said', () => {
    expect(finding(compareRuns([madeRun({ cells: {} })], [after]))).toContain('no measured cell in common');
  });
});
