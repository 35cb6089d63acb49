import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord, ScenarioRecord } from '../../lib/domain/run.ts';
import { cellsOf, combinationsOf, curveOf, timesOf } from '../../lib/domain/workload/combinations.ts';
import { demandOf, type Workload } from '../../lib/domain/workload/demand.ts';
import { monthOf } from '../../lib/domain/workload.ts';
import { number, usd } from '../../lib/report/format.ts';
import { asPrinted } from '../../lib/report/pack.ts';
import { largePricedRun, pricedRun } from '../fixtures/report/priced-run.ts';
import { type Looked, launch, look, screenshot, skipped, written } from './browser.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const USUAL: Workload = { storedGb: 1000, readGb: 500, reads: 0, writtenGb: 100, writes: 0, objectBytes: 1e6 };

interface Shown {
  readonly heads: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

const shown = (page: Page): Promise<Shown> =>
  page.evaluate(`({
    heads: [...document.querySelectorAll('.workload thead th')].map((each) => each.textContent),
    lines: [...document.querySelectorAll('.workload tbody tr')].map((line) => [...line.cells].map((each) => each.textContent)),
  })`) as Promise<Shown>;

/** What the domain says of every combination of a setting, from the digits that the page has: USD and hours as printed, by its names. */
function told(
  run: RunRecord,
  workload: Workload,
  setting: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly string[]> {
  const [scenario] = run.scenarios as [ScenarioRecord];
  const { apart, ...exact } = timesOf(cellsOf(run, scenario));
  const printed = (values: readonly (number | null | undefined)[] = []) => values.map((value) => asPrinted(value ?? undefined));
  const times = { median: printed(exact.median), low: printed(exact.low), high: printed(exact.high), apart };
  const own = combinationsOf(run, scenario).filter(({ axes }) =>
    Object.entries(setting).every(([name, value]) => String(axes[name]) === value),
  );
  return new Map(
    own.map(({ axes, reads, writes, prices }) => {
      const month = monthOf(demandOf(workload), { reads: curveOf(reads, times), writes: curveOf(writes, times), ...prices });
      const { lines } = month;
      const money = [month.usd, lines?.storage, lines?.requests, lines?.egress, lines?.compute];
      const [all, ...parts] = money.map((value) => (value === undefined ? '–' : usd(value)));
      const hours = month.seconds === undefined ? undefined : month.seconds / 3600;
      const figures = [all ?? '', number(hours), ...parts, number(month.read?.ms), number(month.write?.ms)];
      return [`${axes.store} ${axes.host} ${axes.site}`, figures];
    }),
  );
}

function expectAsTold({ heads, lines }: Shown, expected: ReadonlyMap<string, readonly string[]>): void {
  // Storage, compute and the answer come first: narrow screens show no more than that.
  expect(heads.slice(2, 4)).toEqual(['USD a month', 'in transfer, hours a month']);
  const plain = (text: string | undefined) => (text ?? '').replace(/[†‡§⇄*]+$/, '');
  const found = lines.map((line): [string, readonly string[]] => [
    `${plain(line[0])} ${line[1]} ${line[5]}`,
    [...line.slice(2, 4), ...line.slice(6, 12)],
  ]);
  expect(found.length).toBe(expected.size);
  for (const [name, figures] of found) expect([name, ...figures]).toEqual([name, ...(expected.get(name) ?? [])]);
}

describe.skipIf(skipped)('a workload in the page', () => {
  const run = pricedRun();
  let [browser, url, first]: [Browser, string, Looked] = [] as never;

  beforeAll(async () => {
    url = written(run);
    browser = await launch();
    first = await look(browser, url);
    await first.page.waitForSelector('.workload form:not([hidden])');
  }, 60_000);

  afterAll(() => browser?.close());

  const fill = (name: string, value: string) => first.page.locator(`.workload [name="${name}"]`).fill(value);

  it('starts with the table that the page came with, and says the same without the script', async () => {
    const { page } = await look(browser, url, { javaScriptEnabled: false });
    const [plain, drawn] = [
      await page.locator('.workload tbody').textContent(),
      await first.page.locator('.workload tbody').textContent(),
    ];
    expect(plain?.length).toBeGreaterThan(500);
    expect(drawn?.replace(/\s+/g, '')).toBe(plain?.replace(/\s+/g, ''));
    expect(await page.locator('#workload').textContent()).toContain('1,000 GB stored, 500 GB read and 100 GB written a month');
    await page.context().close();
  });

  it('tells of every combination what the domain tells, for any workload and setting', async () => {
    expectAsTold(await shown(first.page), told(run, USUAL, { connection: 'reused' }));
    const others: readonly (readonly [Partial<Workload>, Readonly<Record<string, string>>])[] = [
      [
        { storedGb: 12.5, readGb: 90 },
        { stored: '12.5', read: '90' },
      ],
      [{ objectBytes: 30_000 }, { size: '30', unit: '1000' }],
      [{ objectBytes: 2e9 }, { size: '2', unit: '1000000000' }],
      [
        { readGb: 0, writtenGb: 0, reads: 3_000_000, objectBytes: 1e5 },
        { read: '0', written: '', reads: '3000000', size: '100', unit: '1000' },
      ],
      [
        { reads: 1_000_000, writes: 200_000 },
        { reads: '1000000', writes: '200000' },
      ],
    ];
    for (const [changed, typed] of others) {
      await first.page.locator('.workload [type=reset]').click();
      for (const [name, value] of Object.entries(typed))
        await (name === 'unit' ? first.page.locator('.workload [name=unit]').selectOption(value) : fill(name, value));
      expectAsTold(await shown(first.page), told(run, { ...USUAL, ...changed }, { connection: 'reused' }));
    }
    await first.page.locator('.workload [type=reset]').click();
    await first.page.locator('.workload [name=is-connection]').selectOption('fresh');
    expectAsTold(await shown(first.page), told(run, USUAL, { connection: 'fresh' }));
    await first.page.locator('.workload [type=reset]').click();
    expect(first.complaints).toEqual([]);
  }, 60_000);

  it('begins with the efficient, then the cheapest, and can be sorted by any figure', async () => {
    const usdOf = (lines: Shown['lines']) => lines.map((line) => Number((line[2] ?? '').replace(/[$,]/g, '')));
    const { lines } = await shown(first.page);
    const best = lines.filter((line) => line.at(-1)?.startsWith('efficient')).length;
    expect(best).toBeGreaterThan(0);
    expect(lines.slice(0, best).every((line) => line.at(-1)?.startsWith('efficient'))).toBe(true);
    expect(lines.at(-1)?.at(-1)).toBe('no known price');
    const button = first.page.locator('.workload th[data-figure="0"] button');
    await button.click();
    expect(decodeURIComponent(first.page.url())).toContain('w0.sort=1');
    const up = usdOf((await shown(first.page)).lines).filter(Number.isFinite);
    expect(up).toEqual(up.toSorted((a, b) => a - b));
    await button.click();
    expect(decodeURIComponent(first.page.url())).toContain('w0.sort=-1');
    const down = usdOf((await shown(first.page)).lines);
    expect(down.slice(0, up.length)).toEqual(up.toReversed());
    expect(await first.page.locator('.workload th[data-figure="0"]').getAttribute('aria-sort')).toBe('descending');
    await button.click();
    expect((await shown(first.page)).lines).toEqual(lines);
    expect(decodeURIComponent(first.page.url())).not.toContain('w0.');
  });

  it('shows only the storage, compute or place that is asked for', async () => {
    await first.page.locator('.workload [name=only-0]').selectOption('synthetic-mid');
    await first.page.locator('.workload [name=only-2]').selectOption('synthetic-east');
    const { lines } = await shown(first.page);
    expect(lines).toHaveLength(2);
    expect(lines.every((line) => line[0]?.startsWith('synthetic-mid') && line[5] === 'synthetic-east')).toBe(true);
    expect(decodeURIComponent(first.page.url())).toContain('w0.only-0=synthetic-mid');
    await first.page.locator('.workload [type=reset]').click();
  });

  it.each(['-5', '', '0'])('asks for an object size instead of calculating with %j', async (size) => {
    await fill('size', size);
    expect(await first.page.locator('.workload output').textContent()).toBe('Give an object size.');
    expect((await shown(first.page)).lines).toEqual([]);
    expect(await first.page.locator('.workload [name=size]').getAttribute('aria-invalid')).toBe('true');
    expect(decodeURIComponent(first.page.url())).not.toContain('w0.');
    await first.page.locator('.workload [type=reset]').click();
    expect(await first.page.locator('.workload [aria-invalid]').count()).toBe(0);
    expect((await shown(first.page)).lines.length).toBeGreaterThan(5);
  });

  it('marks the efficient ones, and never one that breaks its provider’s rule or is made of many items', async () => {
    await fill('read', '5000');
    const { heads, lines } = await shown(first.page);
    const remarks = lines.map((line) => line.at(-1));
    expect(remarks).toContain('efficient');
    expect(remarks).toContain('reads more than its provider allows');
    const column = (title: string) => heads.indexOf(title);
    const of = (line: readonly string[]) =>
      [column('USD a month'), column('in transfer, hours a month')].map((at) => Number((line[at] ?? '').replace(/[$,]/g, '')));
    const rivals = lines.filter((line) => ['efficient', ''].includes(line.at(-1) ?? ''));
    for (const line of rivals.filter((each) => each.at(-1) === 'efficient')) {
      const [cost = 0, time = 0] = of(line);
      expect(rivals.some((other) => (of(other)[0] ?? 0) < cost && (of(other)[1] ?? 0) < time)).toBe(false);
    }
    await first.page.locator('.workload [type=reset]').click();
  });

  it('says what leads where GB, requests and object size disagree', async () => {
    await fill('reads', '1000000');
    expect(await first.page.locator('.workload output').textContent()).toContain('GB and requests lead: a read moves 500 KB');
    await first.page.locator('.workload [type=reset]').click();
    expect(await first.page.locator('.workload output').textContent()).not.toContain('lead');
  });

  it('keeps the workload in the address, beside what other parts of the page keep there', async () => {
    await first.page.locator('.tests [name="is-operation"]').selectOption('get');
    await fill('stored', '77');
    await fill('written', '');
    await first.page.locator('.workload [name=is-connection]').selectOption('fresh');
    const address = decodeURIComponent(first.page.url());
    for (const part of ['t0.is-operation=get', 'w0.stored=77', 'w0.written=none', 'w0.is-connection=fresh'])
      expect(address).toContain(part);
    const again = await look(browser, first.page.url());
    await again.page.waitForSelector('.workload form:not([hidden])');
    expect(await shown(again.page)).toEqual(await shown(first.page));
    expect(await again.page.locator('.workload [name=stored]').inputValue()).toBe('77');
    expect(await again.page.locator('.workload [name=written]').inputValue()).toBe('');
    await again.page.context().close();
    await first.page.locator('.workload [type=reset]').click();
    expect(decodeURIComponent(first.page.url())).not.toContain('w0.');
    await first.page.locator('.tests [type=reset]').click();
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility violation in the %s theme, and neither width scrolls sideways',
    async (colorScheme) => {
      for (const width of [1600, 360]) {
        const { page } = await look(browser, `${url}#w0.stored=2000`, { colorScheme, viewport: { width, height: 1000 } });
        await page.waitForSelector('.workload form:not([hidden])');
        await page.evaluate(
          "document.querySelector('#workload details').open = true; document.querySelector('#workload').scrollIntoView()",
        );
        await screenshot(page, `workload-${colorScheme}-${width}`);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
        expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
        await page.evaluate(AXE);
        const found = await page.evaluate(
          "axe.run('#workload').then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))",
        );
        expect(found).toEqual([]);
        await page.context().close();
      }
    },
    60_000,
  );
});

describe.skipIf(skipped)('a workload of 5,000 cells', () => {
  it('shows the first combinations and then all, and calculates all of them in less than 50 ms', async () => {
    const browser = await launch();
    const { page, complaints } = await look(browser, written(largePricedRun()));
    await page.waitForSelector('.workload form:not([hidden])');
    expect((await shown(page)).lines).toHaveLength(30);
    const times: number[] = [];
    while (times.length < 20 && !(times.length >= 3 && Math.min(...times) < 50))
      times.push(
        Number(
          await page.evaluate(`(() => {
            const field = document.querySelector('.workload [name=read]');
            const began = performance.now();
            field.value = String(Number(field.value) + 1);
            field.dispatchEvent(new Event('input', { bubbles: true }));
            document.querySelector('.workload table').getBoundingClientRect();
            return performance.now() - began;
          })()`),
        ),
      );
    await page.locator('.workload [data-rest]').click();
    const all = (await shown(page)).lines.length;
    expect(all).toBeGreaterThan(100);
    expect(await page.locator('.workload output').textContent()).toContain(`${all} combinations`);
    console.info(`a workload over ${all} combinations, ms: ${times.map((time) => time.toFixed(0)).join(', ')}`);
    expect(Math.min(...times)).toBeLessThan(50);
    expect(complaints).toEqual([]);
    await browser.close();
  }, 60_000);
});
