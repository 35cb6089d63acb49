import { describe, expect, it } from 'vitest';
import type { Axes } from '../../../lib/domain/cell.ts';
import type { RunRecord } from '../../../lib/domain/run.ts';
import type { View } from '../../../lib/domain/scenario.ts';
import { scopeOf } from '../../../lib/report/scope.ts';
import { renderView } from '../../../lib/report/views/view.ts';
import { foreignRun, foreignScenario } from '../../fixtures/report/foreign-run.ts';
import { syntheticRun, syntheticScenario } from '../../fixtures/report/synthetic-run.ts';
import { all, parse, rows } from './page-text.ts';

const run = syntheticRun();

function show(view: View, of: RunRecord = run) {
  const scenario = of.scenarios[0] ?? syntheticScenario;
  return parse(`<main>${renderView(scopeOf(of, scenario), view).text}</main>`);
}

describe('a ranking', () => {
  const root = show({ kind: 'ranking', title: 'First byte', metric: 'ttfb', compare: 'store' });

  it('has a cell for every setting and every competitor in its full order', () => {
    expect(all(root, '.grid tbody tr')).toHaveLength(4);
    expect(all(root, '.grid tbody td')).toHaveLength(16);
    const numbers = run.cells.filter((cell) => cell.metrics.ttfb).length;
    expect(rows(root, '.ranks')).toHaveLength(numbers);
  });

  it('ranks no composed object against single ones, and says so', () => {
    const composed = rows(root, '.ranks').filter((line) => line.at(-1)?.startsWith('not ranked: 3 items'));
    expect(composed).toHaveLength(4);
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
    const verdicts = rows(root, '.ranks').filter((line) => line.some((text) => text.includes('synthetic-items')));
    for (const line of verdicts) expect(line.at(-1)).toMatch(/^not ranked: /);
  });
});

describe('a heat map', () => {
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
  it('draw a line for each series, a mark for each cell and a dot for each round', () => {
    const where = { operation: 'get', connection: 'reused' };
    const root = show({ kind: 'curves', title: 'Speed', metric: 'speed', x: 'size', series: 'store', where });
    const cells = run.cells.filter(
      (cell) => cell.metrics.speed && cell.axes.operation === 'get' && cell.axes.connection === 'reused',
    );
    expect(all(root, 'svg')).toHaveLength(1);
    expect(all(root, 'svg [aria-label=line] path')).toHaveLength(4);
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
    const labels = all(named, 'svg [aria-label="y-axis tick label"] text').map((each) => each.textContent);
    expect(labels).toEqual(['0.05', '0.1', '0.2', '0.5', '1', '2', '5']);
    const broken = { ...run, cells: run.cells.filter(({ axes }) => !(axes.size === 1e5 && axes.store === 'synthetic-near')) };
    const where = { operation: 'get', connection: 'reused' };
    const root = show({ kind: 'curves', title: 'Speed', metric: 'speed', x: 'size', series: 'store', where }, broken);
    const line = all(root, 'svg [aria-label=line] path').find((path) => path.getAttribute('stroke') === 'var(--c0)');
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

describe('a table', () => {
  const root = show({ kind: 'table', title: 'Total', metric: 'total', rows: ['store', 'size'] });

  it('prints a percentile only where the record has it', () => {
    const heads = all(root, '.figures thead th').map((head) => head.textContent);
    expect(heads).toContain('p90');
    expect(heads).not.toContain('p99');
  });

  it('keeps a line for a cell whose every operation failed', () => {
    expect(rows(root, '.figures')).toContainEqual(['synthetic-wide', '1KB', '0', '120', 'every operation failed']);
  });
});

describe('any view', () => {
  it.each(foreignScenario.views)('renders for axes nobody has heard of: $kind of $metric', (view) => {
    const root = show(view, foreignRun());
    for (const text of ['red', 'green', 'blue', 'orbit']) expect(root.querySelector('main')?.textContent).toContain(text);
  });

  it('says nothing where its metric does not exist or the run never asked for it, and says where nothing of it was measured', () => {
    expect(show({ kind: 'table', title: 'X', metric: 'no-such', rows: ['store'] }).querySelector('main')?.textContent).toBe('');
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
