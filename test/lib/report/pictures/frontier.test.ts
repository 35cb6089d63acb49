import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { costAgainstSpeed } from '../../../../lib/domain/workload/cost-against-speed.ts';
import { frontier } from '../../../../lib/report/pictures/frontier.ts';
import { joinedNumbers } from '../../../../lib/report/pictures/frontier-chart.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { pictured } from '../../../fixtures/report/pictured-run.ts';
import { all, parse, rows } from '../page-text.ts';

const shown = (run: RunRecord) => {
  const html = frontier(run.scenarios.map((scenario) => scopeOf(run, scenario)));
  return html === false ? undefined : parse(`<main>${html.text}</main>`);
};

describe('cost against speed', () => {
  const run = pictured(largeRun(1500));
  const root = shown(run);
  const [scenario] = run.scenarios;
  const points = scenario ? costAgainstSpeed(run, scenario).filter(({ axes }) => axes.connection === 'reused') : [];

  it('draws every combination once, at the setting of the first map', () => {
    expect(points.length).toBeGreaterThan(20);
    expect(root && all(root, '[data-mark=dot] title')).toHaveLength(points.length);
  });

  it('numbers the efficient ones as in its table, cheapest first, and none that another beats', () => {
    const table = root ? rows(root, 'figure table') : [];
    expect(table.length).toBeGreaterThan(0);
    expect(table.map(([number]) => number)).toEqual(table.map((_, i) => String(i + 1)));
    const price = table.map((row) => Number(row[3]?.slice(1)));
    const speed = table.map((row) => Number.parseFloat(row[5] ?? ''));
    expect(price).toEqual(price.toSorted((a, b) => a - b));
    expect(speed).toEqual(speed.toSorted((a, b) => a - b));
    const fastest = Math.max(...points.map(({ bytesPerSecond }) => bytesPerSecond));
    expect(speed.at(-1)).toBe(Number((fastest / 1e6).toPrecision(3)));
    const cheapest = Math.min(...points.map(({ usdPerGb }) => usdPerGb));
    expect(price[0]).toBe(Number(cheapest.toPrecision(3)));
  });

  it('names both ends in words and says what was assumed and when its prices were', () => {
    expect(root?.querySelector('p')?.textContent).toMatch(
      /are efficient by medians: from .* the cheapest, to .* the fastest|By medians .* is both cheapest and fastest/s,
    );
    expect(root?.querySelector('figcaption')?.textContent).toContain('1,000 GB kept');
    expect(root?.querySelector('figcaption')?.textContent).toContain('2026-11-20');
  });

  it('says how many combinations have no place, which and why', () => {
    const all = new Set(
      run.cells
        .filter(({ axes, metrics }) => axes.connection === 'reused' && axes.streams === 1 && metrics.total)
        .map(({ axes }) => `${axes.store} ${axes.host} ${axes.site}`),
    );
    const said = root?.querySelector('p')?.textContent ?? '';
    const [, left, of] = /Left out: (\d+) of (\d+) combinations: /.exec(said) ?? [];
    expect(Number(of)).toBe(all.size);
    expect(Number(left)).toBe(all.size - points.length);
    expect(said).toContain('made of many items, never ranked against single objects (dynamodb)');
  });

  it('lists every point in a fold, what is shown to be beaten apart from what is not', () => {
    const list = root ? rows(root, 'details table') : [];
    expect(list).toHaveLength(points.length);
    const kinds = list.map(([standing]) => standing?.replace(/ \d+/, ''));
    expect(new Set(kinds)).toEqual(new Set(['No.', 'beaten', '~']));
    const said = root?.querySelector('p')?.textContent ?? '';
    expect(said).toContain(`${kinds.filter((kind) => kind === 'beaten').length} are beaten`);
    expect(said).toContain(`${kinds.filter((kind) => kind === '~').length} are not shown to be beaten (~)`);
  });

  it('writes numbers of points that nearly coincide together', () => {
    const at = (x: number, number: number) => ({ x, y: 0, number });
    expect(joinedNumbers([at(0, 1), at(0.01, 2), at(0.9, 3)], [0, 1], [0, 1]).map(({ text }) => text)).toEqual(['1, 2', '3']);
  });

  it('is absent where nothing has a price', () => {
    expect(shown(largeRun(100))).toBeUndefined();
  });
});
