import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { RunComparison } from '../../lib/domain/run-comparison.ts';
import { cellNames } from '../../lib/report/compare/cell-names.ts';
import type { CompareContract } from '../../lib/report/compare/contract.ts';
import { changeText, reasonsOf, sureness } from '../../lib/report/compare/words.ts';
import { pValue, quantity } from '../../lib/report/format.ts';
import { runHere } from '../bin/command-here.ts';

/** The same cells measured again, no two by the same factor: some slower, some faster, one lost, one failing, one new. */
export function again(run: RunRecord): RunRecord {
  const cells = run.cells.slice(1).map((cell, i) => ({
    ...cell,
    ...(i === 3 && { n: 0, metrics: {}, failed: 'HostLost: no capacity' }),
    ...(i === 5 && { n: 20, failures: 9, errors: { Throttled: 9 } }),
    metrics: Object.fromEntries(
      Object.entries(i === 3 ? {} : cell.metrics).map(([name, metric]) => [
        name,
        {
          ...metric,
          rounds: metric.rounds.map((median, round) => median * (0.7 + (i % 7) / 10 + i / 2500) * (1 + ((round * i) % 5) / 300)),
        },
      ]),
    ),
  }));
  return { ...run, id: 'measured-again', startedAt: '2026-11-21T10:00:00Z', seed: 77, cells };
}

export function saved(run: RunRecord): string {
  const path = join(mkdtempSync(join(tmpdir(), 'firstbyte-compare-')), 'run.json');
  writeFileSync(path, JSON.stringify(run));
  return path;
}

export async function told(...args: readonly string[]): Promise<CompareContract> {
  const { stdout, stderr, code } = await runHere(['compare', ...args, '--json']);
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as CompareContract;
}

interface Shown {
  readonly said: string;
  readonly heads: readonly string[];
  readonly lines: readonly (readonly string[])[];
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
}

export const shown = (page: Page): Promise<Shown> =>
  page.evaluate(`(() => {
    const texts = (selector) => [...document.querySelectorAll('.comparing ' + selector)].map((each) => each.textContent);
    return {
      said: texts('output')[0],
      heads: texts('thead th'),
      lines: [...document.querySelectorAll('.comparing tbody tr')].map((line) => [...line.cells].map((each) => each.textContent)),
      reasons: [...document.querySelectorAll('.comparing details')].map((each) => each.querySelector('summary').textContent + ' | ' + [...each.querySelectorAll('li')].map((li) => li.textContent).join(' | ')),
      notes: texts('.drawn > ul li'),
    };
  })()`) as Promise<Shown>;

/** Chooses a file and waits until what was said changes. */
export async function choose(page: Page, name: string, path: string): Promise<void> {
  await changing(page, () => page.locator(`.comparing [name=${name}]`).setInputFiles(path));
}

export async function changing(page: Page, act: () => Promise<unknown>): Promise<void> {
  await page.evaluate("document.querySelector('.comparing output').textContent = 'before'");
  await act();
  const said = () => page.locator('.comparing output').textContent();
  await expect.poll(said, { timeout: 20_000 }).not.toMatch(/^(before|Reading\.)$/);
}

/** The table that the command line's JSON makes: every figure in its words. */
export function expectAsTold({ heads, lines, reasons, notes }: Shown, { pairs, notCompared, caveats }: CompareContract): void {
  expect(heads).toEqual([
    'cell',
    'B against A (95 % interval)',
    'how sure',
    'A',
    'B',
    'units, A/B',
    ...(heads.length > 6 ? ['p, adjusted'] : []),
  ]);
  const name = cellNames({ changes: pairs, notCompared });
  expect(lines.map((line) => line.slice(0, heads.length))).toEqual(
    pairs.map((pair) =>
      [
        name(pair.cell),
        changeText(pair),
        sureness(pair),
        quantity(pair.unit, pair.a),
        quantity(pair.unit, pair.b),
        `${pair.units.a}/${pair.units.b} ${pair.units.kind}s`,
        Math.min(pair.rounds.a, pair.rounds.b) < 6 ? '' : pValue(pair.pAdjusted),
      ].slice(0, heads.length),
    ),
  );
  expect(reasons.map((reason) => reason.split(' | ')[0])).toEqual(
    reasonsOf(notCompared as RunComparison['notCompared']).map(
      ([reason, cells]) => `${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}: ${reason}`,
    ),
  );
  for (const { cell } of notCompared) expect(reasons.some((reason) => reason.includes(` | ${name(cell)}`))).toBe(true);
  expect(notes.slice(0, caveats.length)).toEqual(caveats);
  expect(notes.length).toBeGreaterThan(caveats.length);
}

/** A browser’s exp and log may differ from those of Node in their last bit, and so do p values far below any that matters. */
export function expectSame(copy: unknown, json: unknown): void {
  if (typeof copy === 'number' && typeof json === 'number')
    expect(Math.abs(copy - json)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(json)));
  else if (copy === null || typeof copy !== 'object' || json === null || typeof json !== 'object') expect(copy).toBe(json);
  else {
    expect(Object.keys(copy)).toEqual(Object.keys(json));
    for (const [name, value] of Object.entries(json)) expectSame((copy as Readonly<Record<string, unknown>>)[name], value);
  }
}

export async function copied(page: Page, kind: string): Promise<string> {
  const [button, text] = [page.locator('.comparing button', { hasText: `Copy as ${kind}` }), 'navigator.clipboard.readText()'];
  await page.evaluate("navigator.clipboard.writeText('before')");
  await button.click();
  await expect.poll(() => page.evaluate(text), { timeout: 20_000 }).not.toBe('before');
  return String(await page.evaluate(text));
}
