import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { CellResult, Plausible, RunRecord } from '../../../../lib/domain/run.ts';
import { renderReport } from '../../../../lib/report/render.ts';
import { constructedCell, constructedRun } from '../../../fixtures/report/constructed-run.ts';
import { EVIL } from '../../../fixtures/report/hostile-run.ts';
import { all, parse, rows } from '../page-text.ts';

const BAND: Plausible = {
  metric: 'echo',
  low: 10,
  high: 60,
  source: 'published by others',
  link: 'https://example.org/figures',
  asOf: '2024-04',
};

const cell = (distance: string, colour: string, echo: number, extra: Partial<CellResult> = { plausible: BAND }) =>
  constructedCell({ distance, colour, echo }, extra);
const page = (cells: readonly CellResult[]) => parse(renderReport(constructedRun(cells, [])));
const some = [cell('near', 'red', 10), cell('near', 'blue', 70), cell('far', 'red', 5, {}), cell('far', 'blue', 60)];

describe('the section Plausible?', () => {
  it('lists what has a published counterpart, outside first, each with its band and link', () => {
    const table = rows(page(some), '#plausible');
    expect(table.map(([name, , median, band, verdict]) => [name, median, band, verdict])).toEqual([
      ['near · blue§', '70.0 ms', '10 – 60 ms', 'outside: above'],
      ['near · red', '10.0 ms', '10 – 60 ms', 'inside'],
      ['far · blue', '60.0 ms', '10 – 60 ms', 'inside'],
    ]);
    const links = all(page(some), '#plausible td a').map((link) => [link.getAttribute('href'), link.textContent]);
    expect(links).toEqual(Array.from({ length: 3 }, () => [BAND.link, BAND.source]));
  });

  it('is left out where nothing comparable is published', () => {
    expect(page(some.map(({ plausible: _, ...rest }) => rest)).querySelector('#plausible')).toBeNull();
  });

  it('marks the cell outside wherever it is named, and says what the sign means', () => {
    const root = page(some);
    const marked = all(root, '.map .heat td').filter(({ textContent }) => textContent.includes('§'));
    expect(marked.map(({ textContent }) => textContent.slice(0, 4))).toEqual(['70.0']);
    expect(root.querySelector('.map')?.textContent).toContain('§ outside what published figures let expect');
  });

  it('counts by band where there are many, and still lists those outside', () => {
    const many = Array.from({ length: 60 }, (_, i) =>
      cell(`at ${i}`, i % 2 === 0 ? 'red' : 'blue', i % 10 === 1 ? 5 : 20 + (i % 2)),
    );
    const root = page(many);
    const [listed, counted] = all(root, '#plausible table');
    expect(all(listed as never, 'tbody tr')).toHaveLength(6);
    const lines = all(counted as never, 'tbody tr').map((row) => all(row, 'th, td').map(({ textContent }) => textContent.trim()));
    expect(lines.map(([name, , n, medians, , outside]) => [name, n, medians, outside])).toEqual([
      ['blue', '30', '5.00 – 21.0 ms', '6'],
      ['red', '30', '20.0 ms', '0'],
    ]);
  });

  it('makes no link of what is none', () => {
    for (const link of ['javascript:alert(1)', `https://x${EVIL}`]) {
      const root = page([cell('near', 'red', 10, { plausible: { ...BAND, link, source: EVIL } }), cell('near', 'blue', 20)]);
      expect(all(root, '#plausible td a').map((each) => each.getAttribute('href'))).toEqual([BAND.link]);
    }
  });
});

describe('the schema of a run', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../../docs/schema/run.schema.json', import.meta.url), 'utf8'));
  const valid = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
  const accepts = (run: RunRecord) => valid(JSON.parse(JSON.stringify(run)));

  it('accepts a band in a cell, and refuses one without its link', () => {
    expect(accepts(constructedRun(some, [])), JSON.stringify(valid.errors)).toBe(true);
    const { link: _, ...without } = BAND;
    expect(accepts(constructedRun([cell('near', 'red', 10, { plausible: without as Plausible })], []))).toBe(false);
  });
});
