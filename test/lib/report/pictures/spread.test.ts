import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { spread } from '../../../../lib/report/pictures/spread.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { pictured } from '../../../fixtures/report/pictured-run.ts';
import { syntheticRun } from '../../../fixtures/report/synthetic-run.ts';
import { all, parse, rows } from '../page-text.ts';

const shown = (run: RunRecord) => {
  const html = spread(run.scenarios.map((scenario) => scopeOf(run, scenario)));
  return html === false ? undefined : parse(`<main>${html.text}</main>`);
};

describe('the picture of how operations spread', () => {
  const run = pictured(syntheticRun());
  const root = shown(run);

  it('has a strip and the figures of every cell of the first map', () => {
    const cells = run.cells.filter(({ axes, n }) => axes.operation === 'get' && axes.connection === 'reused' && n > 0);
    expect(root && all(root, '.strip')).toHaveLength(cells.length);
    const first = root && rows(root, '.strips')[0];
    expect(first?.[0]).toBe('synthetic-near');
    expect(first?.[2]).toBe(Number(cells[0]?.metrics.ttfb?.median).toPrecision(3));
    expect(first?.at(-1)).toBe('120');
  });

  it('draws as many steps as the histogram has bins, the fullest as the highest', () => {
    const counts = [0, 1, 4, 2, 0, 0, 1];
    const distributions = { ttfb: { low: 1, high: 128, counts } };
    const cells = run.cells.map((each) => ({ ...each, ...(each.n > 0 && { distributions }) }));
    const path =
      shown({ ...run, cells })
        ?.querySelector('.shape')
        ?.getAttribute('d') ?? '';
    expect(path.match(/h1/g)).toHaveLength(counts.length);
    const heights = [...path.matchAll(/V([\d.]+)/g)].map(([, at]) => Number(at));
    expect(Math.min(...heights)).toBe(4);
    expect(heights.at(-1)).toBe(100);
    expect(shown({ ...run, cells })?.querySelector('.strip title')?.textContent).toContain(
      'all from 1.00 to 128, half of them in 4.00 to 8.00',
    );
  });

  it('shows percentiles only where n supports them', () => {
    const text = root?.querySelector('.strips thead')?.textContent ?? '';
    expect(text).not.toContain('p95');
    const more = shown(pictured(syntheticRun({ timed: 30 })));
    expect(more?.querySelector('.strips thead')?.textContent).toContain('p95');
    expect(more && all(more, '.strip .p').length).toBe(more && all(more, '.strip').length);
  });

  it('shows a run of one store too, and names its cells by what varies', () => {
    const cells = run.cells.filter(({ axes }) => axes.store === 'synthetic-near');
    const one = shown({ ...run, cells });
    expect(one && all(one, '.strip')).toHaveLength(cells.length);
    expect(one && rows(one, '.strips')[0]?.[0]).toBe('1KB · get · fresh');
  });

  it('is absent in records that do not say how values spread', () => {
    expect(shown(syntheticRun())).toBeUndefined();
  });

  it('shows a few of thousands and says how many', () => {
    const large = shown(pictured(largeRun(5000)));
    const drawn = large ? all(large, '.strip').length : 0;
    expect(drawn).toBeGreaterThan(10);
    expect(drawn).toBeLessThan(100);
    expect(large?.querySelector('figcaption')?.textContent).toContain(`${drawn} of 4,`);
  });
});
