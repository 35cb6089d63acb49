import { expect, it } from 'vitest';
import { renderReport } from '../../../../lib/report/render.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { madeUpPrices, pictured } from '../../../fixtures/report/pictured-run.ts';
import { all, parse } from '../page-text.ts';

const EVIL = `</title></svg><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;

it('pictures take hostile names of stores, hosts and sites as text', () => {
  const run = pictured(largeRun(700));
  const cells = run.cells.map((cell) => {
    const { store, host, site } = cell.axes;
    return { ...cell, axes: { ...cell.axes, store: `${store}${EVIL}`, host: `${host}${EVIL}`, site: `${site}${EVIL}` } };
  });
  const page = renderReport({ ...run, cells, prices: madeUpPrices({ ...run, cells }) });
  const root = parse(page);
  for (const id of ['spread', 'phases', 'over-time', 'bursts', 'worth'])
    expect(root.querySelector(`#${id}`)?.textContent, id).toContain('<img src=x onerror=alert(1)>');
  expect(all(root, 'img')).toEqual([]);
  expect(all(root, 'script').filter((script) => script.getAttribute('type') === null)).toHaveLength(1);
  for (const element of all(root, '*')) for (const { name } of element.attributes) expect(name).not.toMatch(/^(on.*|style)$/);
});
