import { describe, expect, it } from 'vitest';
import type { Axes } from '../../../lib/domain/cell.ts';
import type { RunRecord } from '../../../lib/domain/run.ts';
import type { View } from '../../../lib/domain/scenario.ts';
import { scopeOf } from '../../../lib/report/scope.ts';
import { renderView } from '../../../lib/report/views/view.ts';
import { foreignRun, foreignScenario } from '../../fixtures/report/foreign-run.ts';
import { syntheticRun, syntheticScenario } from '../../fixtures/report/synthetic-run.ts';
import { all, parse } from './page-text.ts';

const run = syntheticRun();

function show(view: View, of: RunRecord = run) {
  const scenario = of.scenarios[0] ?? syntheticScenario;
  return parse(`<main>${renderView(scopeOf(of, scenario), view).text}</main>`);
}

describe('a ranking', () => {
  const root = show({ kind: 'ranking', title: 'First byte', metric: 'ttfb', compare: 'store' });

  it('has a cell for every setting', () => {
    expect(all(root, '.grid tbody tr')).toHaveLength(4);
    expect(all(root, '.grid tbody td')).toHaveLength(16);
  });

  it('counts rows instead of listing them where there are hundreds, and every row is counted once', () => {
    const hosts = Array.from({ length: 8 }, (_, i) => `host-${i}`);
    const big = syntheticRun({ hosts, sites: ['a', 'b'], timed: 2, rounds: 6 });
    const counted = show({ kind: 'ranking', title: 'First byte', metric: 'ttfb', compare: 'store' }, big);
    expect(all(counted, '.grid tbody tr').length).toBeLessThanOrEqual(18);
    const cells = all(counted, '.grid tbody td').map((cell) => cell.textContent);
    const totals = cells.map((text) => Number(/of ([\d,]+)/.exec(text)?.[1]));
    expect(totals.reduce((a, b) => a + b, 0)).toBe(256);
    for (const [i, text] of cells.entries()) {
      const parts = [...text.replace(/of [\d,]+/, '').matchAll(/(?:synthetic-\w+|~|\?) (\d+)/g)].map(([, n]) => Number(n));
      expect(
        parts.reduce((a, b) => a + b, 0),
        text,
      ).toBe(totals[i]);
    }
  });
});

describe('a ranking along an axis that nothing was compared along', () => {
  const hosts = syntheticRun({ hosts: ['host-a', 'host-b'], rounds: 6, timed: 2 });
  const view: View = { kind: 'ranking', title: 'Hosts', metric: 'total', compare: 'host' };
  const lanes = ['host-a', 'host-b'].flatMap((host) => hosts.lanes.slice(0, 1).map((lane) => ({ ...lane, host })));
  const apart = hosts.comparisons.filter(({ compare }) => compare !== 'host');

  it('is one line that says why and what to do, instead of a grid without a verdict', () => {
    const root = show(view, { ...hosts, comparisons: apart, lanes });
    expect(all(root, 'table')).toEqual([]);
    expect(root.querySelector('.none')?.textContent).toBe('Hosts were not compared: one instance of each; use --instances 2.');
  });

  it('gives no such advice where there were several instances, or the axis is no host', () => {
    const several = lanes.map((lane, i) => ({ ...lane, instance: i + 1 }));
    expect(show(view, { ...hosts, comparisons: apart, lanes: several }).querySelector('.none')?.textContent).toBe(
      'Hosts were not compared.',
    );
    const stores = show({ ...view, compare: 'store' }, { ...hosts, comparisons: [], lanes });
    expect(stores.querySelector('.none')?.textContent).toBe('Stores were not compared.');
  });
});

describe('one round, in which one store is never ranked', () => {
  const cells = run.cells.map((cell) => ({
    ...cell,
    rounds: 1,
    ...(cell.axes.store === 'synthetic-items' && { form: 'unshaped' }),
  }));
  const root = show(
    { kind: 'ranking', title: 'First byte', metric: 'ttfb', compare: 'store' },
    { ...run, cells, comparisons: [], rounds: { planned: 1, done: 1 } },
  );

  it('never names that store in the leader grid, and gives no verdict', () => {
    const grid = all(root, '.grid tbody td');
    expect(grid).toHaveLength(16);
    for (const cell of grid) {
      expect(cell.textContent).toContain('no verdict');
      expect(cell.textContent).not.toContain('synthetic-items');
    }
  });
});

describe('a heat map', () => {
  it('points to the map of the first screen where there would be a panel for each of many hosts', () => {
    const hosts = Array.from({ length: 20 }, (_, i) => `host-${i}`);
    const big = syntheticRun({ hosts, sizes: [1e3, 1e5], timed: 1, rounds: 6 });
    const where = { operation: 'get', connection: 'fresh' };
    const told = show({ kind: 'heatmap', title: 'X', metric: 'ttfb', x: 'size', y: 'store', where }, big);
    expect(all(told, '.heat')).toHaveLength(0);
    expect(told.querySelector('.none')?.textContent).toMatch(/^20 maps of this kind/);
  });

  const root = show({
    kind: 'heatmap',
    title: 'First byte',
    metric: 'ttfb',
    x: 'size',
    y: 'store',
    where: { operation: 'get', connection: 'fresh' },
  });

  it('is a table with a number in every cell, so that colour carries nothing alone', () => {
    const cells = all(root, '.heat td');
    expect(cells).toHaveLength(16);
    for (const cell of cells) expect(cell.textContent).toMatch(/\d|cannot exist|failed/);
    expect(all(root, '.heat thead th').map((head) => head.textContent)).toEqual([
      'Store \\ Object size',
      '1KB',
      '100KB',
      '1MB',
      '10MB',
    ]);
  });

  it('gives the best value the strongest shade and the worst the weakest', () => {
    const shades = all(root, '.heat td[class^=h]').map(
      (cell) => [Number.parseFloat(cell.textContent), cell.getAttribute('class')] as const,
    );
    const ordered = shades.toSorted(([a], [b]) => a - b);
    expect(ordered[0]?.[1]).toBe('h0');
    expect(ordered.at(-1)?.[1]).toBe('h5');
  });

  it('takes its scale from cells that are ranked and prints the others without shade', () => {
    const cells = run.cells.map((cell) => ({
      ...cell,
      ...(cell.axes.store === 'synthetic-items' && { form: 'unshaped', note: 'made up' }),
    }));
    const where = { operation: 'get', connection: 'fresh' };
    const marked = show(
      { kind: 'heatmap', title: 'First byte', metric: 'ttfb', x: 'size', y: 'store', where },
      { ...run, cells },
    );
    const line = all(marked, '.heat tbody tr').find((each) => each.textContent.includes('synthetic-items'));
    const items = line ? all(line, 'td') : [];
    expect(items.map((cell) => cell.getAttribute('class'))).toEqual(['void', 'void', 'void', 'void']);
    for (const cell of items) expect(cell.textContent).toMatch(/\d.*\*|cannot exist/);
    expect(all(marked, '.heat td.h0').length).toBeGreaterThan(0);
    expect(all(marked, '.heat td.h5').length).toBeGreaterThan(0);
    expect(marked.querySelector('figcaption')?.textContent).toContain('never ranked');
    expect(marked.querySelector('.fine a')?.getAttribute('href')).toBe('#gaps');
    const every = { ...run, cells: run.cells.map((cell) => ({ ...cell, form: 'unshaped' })) };
    expect(
      all(show({ kind: 'heatmap', title: 'X', metric: 'ttfb', x: 'size', y: 'store', where }, every), '.heat td.h0').length,
    ).toBeGreaterThan(0);
  });

  it('draws a panel for each setting its view leaves open', () => {
    const open = show({ kind: 'heatmap', title: 'First byte', metric: 'ttfb', x: 'size', y: 'store', where: {} });
    expect(all(open, 'h4').map((head) => head.textContent)).toEqual([
      'get · fresh',
      'get · reused',
      'put · fresh',
      'put · reused',
    ]);
  });
});

describe('curves', () => {
  it('hold hosts together where there would be a panel for each of many, and say what their bars are', () => {
    const hosts = Array.from({ length: 20 }, (_, i) => `host-${i}`);
    const big = syntheticRun({ hosts, sizes: [1e3, 1e5], timed: 1, rounds: 6 });
    const where = { operation: 'get', connection: 'reused' };
    const root = show({ kind: 'curves', title: 'Speed', metric: 'ttfb', x: 'size', series: 'store', where }, big);
    expect(all(root, 'svg')).toHaveLength(1);
    expect(root.querySelector('figcaption')?.textContent).toContain('the middle of the medians of every host');
    expect(root.querySelector('figcaption')?.textContent).toContain('from the smallest to the largest of them');
  });

  it('draw a line for each series, a mark for each cell and a dot for each round', () => {
    const where = { operation: 'get', connection: 'reused' };
    const root = show({ kind: 'curves', title: 'Speed', metric: 'speed', x: 'size', series: 'store', where });
    const cells = run.cells.filter(
      (cell) => cell.metrics.speed && cell.axes.operation === 'get' && cell.axes.connection === 'reused',
    );
    expect(all(root, 'svg')).toHaveLength(1);
    expect(all(root, 'svg [data-mark=line] path')).toHaveLength(4);
    expect(all(root, 'svg title')).toHaveLength(cells.length);
    expect(all(root, 'svg circle').length).toBe(cells.length * 8);
    expect(all(root, '.legend span').map((each) => each.textContent)).toHaveLength(4);
  });

  it('draw nothing along an axis with one value and say so', () => {
    const small = { ...run, cells: run.cells.filter(({ axes }) => axes.size === 1000) };
    const root = show({ kind: 'curves', title: 'Speed', metric: 'ttfb', x: 'size', series: 'store', where: {} }, small);
    expect(all(root, 'svg')).toHaveLength(0);
    expect(root.querySelector('.none')?.textContent).toMatch(/^One object size, 1.?KB: no curve to draw/);
  });

  it('never take the name of a series for a colour or an address', () => {
    const base = foreignRun();
    const renamed = (text: string) => text.replace('red', 'url(https://elsewhere.example/x)');
    const cells = base.cells.map((cell) => ({ ...cell, axes: { ...cell.axes, colour: renamed(String(cell.axes.colour)) } }));
    const view: View = { kind: 'curves', title: 'Echo', metric: 'echo', x: 'distance', series: 'colour', where: {} };
    for (const of of [base, { ...base, cells }]) {
      const colours = all(show(view, of), 'svg *').flatMap((each) => [each.getAttribute('fill'), each.getAttribute('stroke')]);
      const used = new Set(colours.filter((colour) => colour !== null));
      for (const colour of used) expect(colour).toMatch(/^(var\(--(c\d|paper)\)|currentColor|none|white)$/);
      for (const series of ['var(--c0)', 'var(--c1)', 'var(--c2)']) expect(used).toContain(series);
    }
  });

  it('label every line of the grid and break where a size was not measured', () => {
    const named = show(
      { kind: 'curves', title: 'Echo', metric: 'echo', x: 'distance', series: 'colour', where: {} },
      foreignRun(),
    );
    const labels = all(named, 'svg [data-mark="y-axis tick label"] text').map((each) => each.textContent);
    expect(labels).toEqual(['0.05', '0.1', '0.2', '0.5', '1', '2', '5']);
    const broken = { ...run, cells: run.cells.filter(({ axes }) => !(axes.size === 1e5 && axes.store === 'synthetic-near')) };
    const where = { operation: 'get', connection: 'reused' };
    const root = show({ kind: 'curves', title: 'Speed', metric: 'speed', x: 'size', series: 'store', where }, broken);
    const line = all(root, 'svg [data-mark=line] path').find((path) => path.getAttribute('stroke') === 'var(--c0)');
    expect(line?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
  });

  it('put what is not a number side by side, and give up the log scale where zero is measured', () => {
    const named = show(
      { kind: 'curves', title: 'Echo', metric: 'echo', x: 'distance', series: 'colour', where: {} },
      foreignRun(),
    );
    expect(named.querySelector('svg')?.textContent).toContain('orbit');
    const zeros = show({
      kind: 'curves',
      title: 'Connect',
      metric: 'connect',
      x: 'size',
      series: 'store',
      where: { connection: 'reused' },
    });
    expect(zeros.querySelector('figcaption')?.textContent).not.toContain('both scales are logarithmic');
    expect(zeros.querySelector('main')?.outerHTML).not.toMatch(/NaN|Infinity/);
  });
});

describe('any view', () => {
  it.each(foreignScenario.views.filter(({ kind }) => kind !== 'table'))(
    'renders for axes nobody has heard of: $kind of $metric',
    (view) => {
      const root = show(view, foreignRun());
      // A grid of leaders names leaders only.
      const named = view.kind === 'ranking' ? ['red', 'blue'] : ['red', 'green', 'blue'];
      for (const text of [...named, 'orbit']) expect(root.querySelector('main')?.textContent).toContain(text);
    },
  );

  it('says nothing where its metric does not exist or the run never asked for it, and says where nothing of it was measured', () => {
    expect(show({ kind: 'ranking', title: 'X', metric: 'no-such', compare: 'store' }).querySelector('main')?.textContent).toBe(
      '',
    );
    for (const kind of ['heatmap', 'curves'] as const) {
      const view = (where: Axes): View =>
        kind === 'heatmap'
          ? { kind, title: 'X', metric: 'ttfb', x: 'size', y: 'store', where }
          : { kind, title: 'X', metric: 'ttfb', x: 'size', series: 'store', where };
      expect(show(view({ operation: 'no-such' })).querySelector('main')?.textContent).toBe('');
      const failed = run.cells.map((cell) =>
        cell.axes.operation === 'put' ? { ...cell, n: 0, metrics: {}, failed: 'gone' } : cell,
      );
      const told = show(view({ operation: 'put' }), { ...run, cells: failed });
      expect(told.querySelector('.none')?.textContent).toBe('Nothing was measured here.');
    }
  });
});
