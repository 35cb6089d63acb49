import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../lib/domain/run.ts';
import { number, scaleFor } from '../../../lib/report/format.ts';
import { renderReport } from '../../../lib/report/render.ts';
import { foreignRun } from '../../fixtures/report/foreign-run.ts';
import { emptyRun, interruptedRun, syntheticRun } from '../../fixtures/report/synthetic-run.ts';
import { all, type Element, parse, readable, rows } from './page-text.ts';

const RUNS: readonly (readonly [string, () => RunRecord])[] = [
  ['a whole run', () => syntheticRun()],
  ['a run over two hosts', () => syntheticRun({ hosts: ['host-one', 'host-two'], timed: 5 })],
  ['an interrupted run', interruptedRun],
  ['an empty run', emptyRun],
  ['a scenario nobody has built', foreignRun],
  ['a run without a single cell', () => ({ ...emptyRun(), cells: [], lanes: [], stores: [], hosts: [], method: [] })],
];

describe.each(RUNS)('the page of %s', (_, make) => {
  const run = make();
  const page = renderReport(run);
  const root = parse(page);

  it('is one document that asks the network for nothing', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true);
    expect(page).not.toMatch(/@import|url\((?!#)/);
    for (const element of all(root, '*'))
      for (const { name, value } of element.attributes)
        if (/^(src|srcset|href|xlink:href|action|data|poster|ping|background)$/.test(name))
          expect(value).toMatch(/^(#[\w-]+|run\.json|samples\.ndjson\.gz)$/);
    expect(all(root, 'link, img, iframe, object, embed, video, base')).toEqual([]);
  });

  it('has its policy in front, allows its own script and style by hash, and carries nothing that the policy would block', () => {
    const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const policy = root.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? '';
    expect(page.indexOf('http-equiv')).toBeLessThan(page.indexOf('<title>'));
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const scripts = all(root, 'script').filter((script) => script.getAttribute('type') === null);
    expect(scripts).toHaveLength(1);
    expect(policy).toContain(`script-src ${hash(scripts[0]?.textContent ?? '')};`);
    expect(all(root, 'style')).toHaveLength(1);
    expect(policy).toContain(`style-src ${hash(root.querySelector('style')?.textContent ?? '')};`);
    for (const element of all(root, '*')) for (const { name } of element.attributes) expect(name).not.toMatch(/^(on.*|style)$/);
  });

  it('prints no number that is none', () => {
    expect(readable(root)).not.toMatch(/NaN|undefined|Infinity|\[object|null/);
    for (const svg of all(root, 'svg')) expect(svg.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('closes what it opens', () => {
    const opened = [
      ...page.matchAll(/<(section|table|tbody|thead|tr|details|figure|div|ul|ol|dl|svg|form|main|nav|header|footer)\b/g),
    ].map((match) => match[1]);
    const closed = [
      ...page.matchAll(/<\/(section|table|tbody|thead|tr|details|figure|div|ul|ol|dl|svg|form|main|nav|header|footer)>/g),
    ].map((match) => match[1]);
    expect(opened.toSorted()).toEqual(closed.toSorted());
  });

  it('says who is who: headers have a scope, figures a caption, anchors a target, sections one id each', () => {
    for (const head of all(root, 'th')) expect(head.getAttribute('scope')).toMatch(/^(col|row|rowgroup)$/);
    for (const figure of all(root, 'figure')) expect(figure.querySelector('figcaption')?.textContent.trim()).not.toBe('');
    // A drawing inside a drawing is named by the outer one.
    const inner = new Set(all(root, 'svg svg'));
    for (const image of all(root, 'svg').filter((each) => !inner.has(each)))
      expect(
        image.getAttribute('aria-label') ?? image.getAttribute('aria-hidden') ?? image.querySelector('title')?.textContent,
      ).toBeTruthy();
    const ids = all(root, '[id]').map((element) => element.getAttribute('id'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const link of all(root, 'a[href^="#"]')) expect(ids).toContain(link.getAttribute('href')?.slice(1));
  });

  it('links the record and the samples beside it and names the run, its seed and its version', () => {
    const links = all(root, '#data a').map((link) => link.getAttribute('href'));
    expect(links).toEqual(['run.json', 'samples.ndjson.gz']);
    const data = root.querySelector('#data')?.textContent;
    for (const text of [run.id, String(run.seed), run.firstbyte]) expect(data).toContain(text);
  });
});

describe('the page', () => {
  const run = syntheticRun();
  const page = renderReport(run);
  const root = parse(page);
  const text = readable(root);

  it('shows n, failures, min, median, interval, mean and max of every cell and every metric without a script too', () => {
    const tables = all(root, 'noscript details');
    const metrics = run.scenarios[0]?.metrics ?? [];
    expect(tables).toHaveLength(metrics.length);
    let checked = 0;
    for (const [at, metric] of metrics.entries()) {
      const most = Math.max(...run.cells.map((cell) => cell.metrics[metric.name]?.median ?? 0));
      const { divisor, label } = scaleFor(metric.unit, most);
      const table = tables[at] as Element;
      expect(table.querySelector('summary')?.textContent).toBe(`${metric.title}, ${label}`);
      const lines = rows(table, '.figures').map((cells) => cells.join(' | '));
      for (const cell of run.cells) {
        const summary = cell.metrics[metric.name];
        if (!summary) continue;
        const { interval, min, median, mean, max, p90 = 0 } = summary;
        const figures = [min, median, interval?.low ?? 0, interval?.high ?? 0, mean, p90, max].map((value) =>
          number(value / divisor),
        );
        const wanted = `| ${summary.n} | ${cell.failures} | ${figures.join(' | ')}`;
        expect(
          lines.some((line) => line.includes(wanted)),
          `${cell.id} ${metric.name}: ${wanted}`,
        ).toBe(true);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(250);
  });

  it('says in title and banner that stand-ins are no providers, and only then', () => {
    expect(root.querySelector('title')?.textContent).toContain('made with shaped stand-ins, not providers');
    expect(root.querySelector('header .banner')?.textContent).toContain('Made with shaped stand-ins, not providers');
    expect(readable(parse(renderReport({ ...run, standIns: false })))).not.toContain('stand-ins, not providers');
  });

  it('answers in its headline and counts rows, not scores', () => {
    expect(root.querySelector('h1')?.textContent).toMatch(
      /^Up to 100KB synthetic-items leads on time to first byte in all 8 rows, from 1MB .* of 8$/,
    );
    expect(root.querySelector('.lede')?.textContent).toMatch(
      /the next best needs 1\.\d\d to \d\.\d\d times as long \(95 % intervals \d\.\d\d–\d\.\d\d\)/,
    );
    const answers = all(root, '.answers li').map((line) => line.textContent);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toMatch(/on speed/);
  });

  it('prints a ratio with its interval where a leader is shown and ~ where none is', () => {
    const cells = all(root, '.grid td').map((cell) => cell.textContent.replace(/\s+/g, ' '));
    expect(
      cells.some((cell) => /synthetic-items 1\.\d\d ms · 1\.\d\d× 1\.\d\d–\d\.\d\d/.test(cell.replace(/(items)(\d)/, '$1 $2'))),
    ).toBe(true);
    expect(cells.some((cell) => cell.includes('~') && cell.includes('no difference shown'))).toBe(true);
  });

  it('lists failures by name, impossible cells with their reason, substitutes, remarks and bottlenecks', () => {
    const failures = rows(root, '#failures');
    expect(failures.map(([name, operations]) => [name, operations])).toEqual([
      ['Throttled', '4'],
      ['EndedEarly', '2'],
      ['Timeout', '120'],
    ]);
    const gaps = root.querySelector('#gaps')?.textContent ?? '';
    for (const reason of [
      'at most 1 MB: a made-up limit',
      'The synthetic store stopped answering.',
      'synthetic-old, retired',
      '3 items, never ranked',
      'set the limit',
    ])
      expect(gaps).toContain(reason);
    expect(text).toContain('synthetic-locked (no credentials in SYNTHETIC_KEY)');
  });

  it('prints the instrument’s own error, overhead, given truth, cost with sources and the proof of removal', () => {
    expect(rows(root, '#instrument').flat()).toEqual(
      expect.arrayContaining(['7.1 %', '100', '0.120', '0.210', '0.740', '0.170', '0.330', '0.910', '2.31', 'unknown']),
    );
    expect(rows(root, '#truth').length).toBeGreaterThan(50);
    expect(root.querySelector('#cost')?.textContent).toContain('a made-up price list');
    expect(root.querySelector('.proof')?.textContent).toContain('0 left');
    expect(rows(root, '#removal')).toEqual([
      ['processes', '0'],
      ['folders', '0'],
      ['buckets', '0'],
    ]);
  });

  it('states the method: unit, pairing, warm-ups, failures, nothing subtracted, cold reads, decimal units, power', () => {
    const method = root.querySelector('#method')?.textContent ?? '';
    for (const rule of [
      'round medians',
      'Holm',
      'warm-ups',
      'no retry',
      'Nothing is subtracted',
      'cold reads are not measured',
      '1 KB = 1,000 bytes',
      'a 10 % difference in time to first byte is found with probability 0.93 in the median comparison',
    ])
      expect(method).toContain(rule);
    for (const line of run.method) expect(method).toContain(line);
  });

  it('asks no question of one store, and leaves out every view and heading nothing was planned for', () => {
    const cells = run.cells.filter(({ axes }) => axes.store === 'synthetic-near' && axes.operation === 'get');
    const views = run.scenarios[0]?.views.map((view) =>
      view.kind === 'heatmap' ? { ...view, where: { operation: 'put' } } : view,
    );
    const scenarios = run.scenarios.map((scenario) => ({ ...scenario, views: views ?? [] }));
    const one = parse(renderReport({ ...run, scenarios, cells, comparisons: [] }));
    expect(one.querySelector('h1')?.textContent).toBe('Numbers for synthetic-near: nothing to compare');
    expect(all(one, '#map')).toEqual([]);
    expect(readable(one)).not.toContain('Nothing was measured here');
  });

  it('holds reads and writes apart where it says what was given and measured', () => {
    const [first, second] = run.cells.filter((cell) => cell.truth && cell.axes.store === 'synthetic-near');
    const cells = run.cells.map((cell) => {
      const ttfb = cell.metrics.ttfb;
      return cell === second && ttfb ? { ...cell, metrics: { ...cell.metrics, upload: ttfb } } : cell;
    });
    expect(first).toBeDefined();
    const near = rows(parse(renderReport({ ...run, cells })), '#truth > .scroll').filter(([store]) => store === 'synthetic-near');
    expect(near.map((line) => line[1])).toContain('reads');
    expect(near.map((line) => line[1])).toContain('writes: upload and first byte together');
  });

  it('stays below 1.5 MB for 64 cells', () => {
    expect(run.cells).toHaveLength(64);
    expect(Buffer.byteLength(page)).toBeLessThan(1.5e6);
  });

  it('is the same page for the same run', () => {
    expect(renderReport(syntheticRun())).toBe(page);
  });
});

describe('a run that is not whole', () => {
  it('is called interrupted, and three rounds give numbers and no verdict', () => {
    const root = parse(renderReport(interruptedRun()));
    expect(root.querySelector('h1')?.textContent).toBe('Too few rounds for a verdict on time to first byte');
    expect(root.querySelector('#method')?.textContent).toMatch(
      /find a difference is not (known with fewer than 6 rounds|stated for this run)\./,
    );
    const header = root.querySelector('header')?.textContent;
    expect(header).toContain('Interrupted run.');
    expect(header).toContain('3 rounds done; a verdict needs at least 6');
    expect(all(root, '.grid td').every((cell) => !cell.textContent.includes('×'))).toBe(true);
  });

  it('is called empty, gives the reasons and claims no removal it has not seen', () => {
    const root = parse(renderReport(emptyRun()));
    expect(root.querySelector('h1')?.textContent).toBe('Nothing was measured');
    expect(root.querySelector('#gaps')?.textContent).toContain('The synthetic host never became ready.');
    expect(root.querySelector('#removal')?.textContent).toContain('no proof of removal');
    expect(all(root, '#leaders, #map, #curves, #tables')).toEqual([]);
  });

  it('is called partial, and what was left behind is said on the first screen', () => {
    const teardown = { at: '2026-11-20T10:03:00Z', left: { buckets: 1 }, total: 1, problems: ['bucket: access denied'] };
    const root = parse(renderReport({ ...syntheticRun(), status: 'partial', teardown }));
    expect(root.querySelector('header')?.textContent).toContain('Partial run.');
    expect(root.querySelector('header')?.textContent).toContain('1 resource left after teardown');
    expect(root.querySelector('#removal')?.textContent).toContain('bucket: access denied');
  });
});
