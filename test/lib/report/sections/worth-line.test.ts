import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../../lib/report/render.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { worthLine } from '../../../../lib/report/sections/worth-line.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { madeUpPrices } from '../../../fixtures/report/pictured-run.ts';
import { parse, readable } from '../page-text.ts';

describe('the first screen’s line of prices', () => {
  const run = largeRun(300);
  const priced = { ...run, prices: madeUpPrices(run) };

  it('names the cheapest and the fastest with price and speed, the same as the section of cost and speed', () => {
    const page = parse(renderReport(priced));
    const line = readable(page).match(
      /Cheapest: (.+?) \((\$\S+) per GB, (\S+ \S+)\)\. Fastest: (.+?) \((\$\S+) per GB, (\S+ \S+)\)/,
    );
    if (!line) throw new Error('no line');
    const worth = page.querySelector('#worth')?.textContent ?? '';
    for (const part of line.slice(1)) expect(worth).toContain(part);
  });

  it('is not there without prices', () => {
    expect(worthLine(run.scenarios.map((scenario) => scopeOf(run, scenario)))).toEqual([false]);
  });
});
