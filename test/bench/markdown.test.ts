import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BEGIN, END, tableOf, withTable } from '../../bench/markdown.ts';
import type { Result } from '../../bench/result.ts';

const result: Result = {
  v: 1,
  at: '2026-11-21T10:00:00.000Z',
  tookSeconds: 800,
  commit: 'abc1234',
  rounds: 20,
  quick: false,
  figures: ['reused'],
  machine: {
    cpu: 'CPU',
    cores: 2,
    memoryBytes: 1,
    kernel: '6.1.0-13-amd64',
    congestionControl: 'bbr',
    slowStartAfterIdle: '1',
    isolation: 'root',
    pinned: true,
    tools: { node: '24.21.0' },
  },
  load: { before: { average: 0.1, busy: 0.01 }, during: 0.034, after: { average: 1, busy: 0.02 } },
  crashed: [],
  leftOut: ['curl is left out: it is not installed'],
  findings: [
    {
      figure: 'reused',
      case: '1 KB GET, TLS, reused',
      metric: 'TTFB p50',
      unit: 'us',
      peers: { raw: 71.3, Go: 80, undici: 120.4 },
      n: 20_000,
      ratio: { to: 'Go', ratio: 0.891, upper: 0.93, rounds: 20 },
      goal: 'asked',
      verdict: 'reached',
    },
  ],
};
const root = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('the table of the page', () => {
  it('has a row for every finding, with every peer, the ratio and its bound, and what was left out', () => {
    const table = tableOf(result);
    expect(table).toContain(
      '| 1 KB GET, TLS, reused | TTFB p50 | 71.3 us | 80.0 us | - | - | undici 120 us | 0.89 of Go (upper bound 0.93) | asked | reached |',
    );
    expect(table).toContain('- curl is left out: it is not installed');
    expect(table).toContain('Measured 2026-11-21 at abc1234, 20 rounds');
  });

  it('replaces the marked region of a page and nothing else', () => {
    const page = `before\n${BEGIN}\nold\n${END}\nafter`;
    expect(withTable(page, 'new')).toBe(`before\n${BEGIN}\nnew\n${END}\nafter`);
    expect(() => withTable('no region', 'new')).toThrow(BEGIN);
  });

  it('shows a pooled ratio with what it becomes without any one round', () => {
    const ratio = { to: 'Go', ratio: 1.4, upper: null, rounds: 20 };
    const findings = result.findings.map((finding) => ({ ...finding, ratio, range: [1.3, 1.62] as const }));
    expect(tableOf({ ...result, findings })).toContain('1.40 of Go (1.30-1.62 without any one round)');
  });

  it('of docs/instrument.md is the one of the newest result that is kept', () => {
    const folder = root('bench/results/');
    const kept = (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => /^\d.*\.json$/.test(name))
      .map((name) => JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as Result)
      .sort((a, b) => a.at.localeCompare(b.at));
    const page = readFileSync(root('docs/instrument.md'), 'utf8');
    const newest = kept.at(-1);
    expect(page).toContain(BEGIN);
    if (newest) expect(page).toBe(withTable(page, tableOf(newest)));
  });
});
