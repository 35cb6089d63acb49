import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../lib/domain/run.ts';
import { firstSetting } from '../../../../lib/report/map/setting.ts';
import { splitOf } from '../../../../lib/report/pictures/distance.ts';
import { phasesView } from '../../../../lib/report/pictures/phases.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { all, parse, rows } from '../page-text.ts';

const run = largeRun(600);

function shown(of: RunRecord, connection: string, operation = 'get') {
  const [scenario] = of.scenarios;
  const view = scenario?.views.find(
    (each) => each.kind === 'phases' && each.where.connection === connection && each.where.operation === operation,
  );
  if (!scenario || view?.kind !== 'phases') throw new Error('no view of phases');
  return parse(`<main>${phasesView(scopeOf(of, scenario), view).text}</main>`);
}

const percent = (text: string | null | undefined) => Number.parseFloat(text ?? 'NaN');

describe('the picture of phases', () => {
  const fresh = shown(run, 'fresh');

  it('stacks the phases of a small and a large object for every store, name resolution beside them', () => {
    expect(all(fresh, 'h4').map((each) => each.textContent)).toEqual(['1KB', '10MB']);
    expect(all(fresh, '.panel .strips tbody tr')).toHaveLength(8);
    expect(fresh.querySelector('.strips thead')?.textContent).toMatch(/connect\s*tls\s*ttfb\s*body\s*all\s*dns/);
    for (const strip of all(fresh, '.strip')) expect(all(strip, '.bar').length).toBe(4);
    expect(fresh.querySelector('figcaption')?.textContent).toContain('in no bar');
  });

  it('tells uploads by what they are made of, on both kinds of connection', () => {
    const head = (connection: string) => shown(run, connection, 'put').querySelector('.strips thead')?.textContent;
    expect(head('fresh')).toMatch(/connect\s*tls\s*upload\s*ttfb\s*all/);
    expect(head('reused')).toMatch(/upload\s*ttfb\s*all/);
    expect(head('reused')).not.toContain('connect');
  });

  it('shows the place that the map shows at first', () => {
    const large = largeRun(1500);
    const [scenario] = large.scenarios;
    const chosen = scenario && firstSetting(scopeOf(large, scenario))?.chosen;
    expect(chosen?.site).toBeDefined();
    for (const operation of ['get', 'put'])
      expect(shown(large, 'fresh', operation).querySelector('figcaption')?.textContent).toContain(String(chosen?.site));
  });

  it('lays each phase where the one before it ends', () => {
    for (const strip of all(fresh, '.strip')) {
      const bars = all(strip, '.bar').map((bar) => [percent(bar.getAttribute('x')), percent(bar.getAttribute('width'))] as const);
      for (const [i, [x]] of bars.entries())
        expect(x).toBeCloseTo(i === 0 ? 0 : (bars[i - 1]?.[0] ?? 0) + (bars[i - 1]?.[1] ?? 0), 1);
    }
  });

  it('prints the medians it draws', () => {
    const cell = run.cells.find(({ id }) => id === 'transfer:t2.nano:s3:eu-central-1:1KB:get:fresh:1');
    const three = (name: string) => Number(cell?.metrics[name]?.median.toPrecision(3));
    const [line] = rows(fresh, '.strips');
    expect(line?.slice(2).map(Number)).toEqual(['connect', 'tls', 'ttfb', 'body', 'total', 'dns'].map(three));
  });

  it('fills a phase alike on fresh and on reused connections', () => {
    const reused = shown(run, 'reused');
    const last = (root: ReturnType<typeof shown>) => all(root, '.strip .bar').at(-1)?.getAttribute('fill');
    expect(last(reused)).toBe('url(#dotted)');
    expect(last(reused)).toBe(last(fresh));
    expect(reused.querySelector('.strips thead')?.textContent).not.toContain('connect');
  });

  it('takes the nearest size where the wanted one was not measured', () => {
    const cells = run.cells.filter(({ axes }) => axes.size !== 1e7);
    expect(all(shown({ ...run, cells }, 'fresh'), 'h4').map((each) => each.textContent)).toEqual(['1KB', '1MB']);
  });
});

describe('distance and service', () => {
  it('are told for every store and place in words', () => {
    const table = rows(shown(run, 'fresh'), 'table:not(.strips)');
    for (const [, ...cells] of table)
      for (const text of cells) expect(text).toMatch(/^distance [\d.]+ ms, service [\d.]+ ms$|^–$/);
    expect(table[0]?.[0]).toBe('eu-central-1');
  });

  it('are the way, and what the answer takes beyond one way', () => {
    const at = (connect: number, ttfb: number) =>
      ({
        ...run.cells[0],
        metrics: { connect: { median: connect }, ttfb: { median: ttfb } },
      }) as unknown as RunRecord['cells'][number];
    const wanted = { way: 'connect', answer: 'ttfb', by: 'site' };
    expect(splitOf([at(7, 28)], wanted)).toEqual({ way: 7, service: 21 });
    expect(splitOf([at(7, 28), at(8, 30), at(90, 100)], wanted)).toEqual({ way: 8, service: 21 });
    expect(splitOf([at(0, 28)], wanted)).toBeUndefined();
  });
});
