import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../lib/domain/run.ts';
import { number } from '../../lib/report/format.ts';
import { everyTest, type Looked, launch, look, screenshot, showAll, skipped } from './browser.ts';
import { compareFigures, compareVerdicts, wanted } from './figures.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Made {
  readonly run: RunRecord;
  readonly url: string;
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What the page of any transfer run keeps in a real browser. */
export function pagePromises(name: string, make: () => Promise<Made>): void {
  describe.skipIf(skipped)(`${name} in a browser`, () => {
    let [browser, made, first]: [Browser, Made, Looked] = [] as never;

    beforeAll(async () => {
      made = await make();
      browser = await launch();
      first = await look(browser, made.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    }, 120_000);

    afterAll(() => browser?.close());

    const choose = (root: string, control: string, value: string) =>
      first.page.locator(`${root} [name="${control}"]`).selectOption(value);

    it('loads without a complaint and asks for nothing but itself', async () => {
      await first.page.waitForLoadState('networkidle');
      expect(first.complaints).toEqual([]);
      expect(first.requests.filter((request) => !request.startsWith('blob:'))).toEqual([made.url]);
    });

    it('shows every figure of every test as run.json has it, in every metric, and no verdict its comparisons do not hold', async () => {
      const metrics = made.run.scenarios[0]?.metrics ?? [];
      let [compared, verdicts] = [0, 0];
      for (const metric of metrics.filter((each) => made.run.cells.some((cell) => cell.metrics[each.name]))) {
        await choose('.tests', 'metric', metric.name);
        await showAll(first.page);
        const [shown, cells] = [await everyTest(first.page), wanted(made.run, metric)];
        compared += compareFigures(shown, cells);
        verdicts += compareVerdicts(shown, cells, made.run, metric.name);
      }
      console.info(`${name}: ${compared} figures and ${verdicts} sure verdicts compared with run.json`);
      expect(compared).toBeGreaterThan(200);
      expect(verdicts).toBeGreaterThan(0);
    }, 180_000);

    it('filters by every axis to exactly the cells that have the value, and resets', async () => {
      const { page } = first;
      await page.locator('.tests [type=reset]').click();
      const columns = made.run.scenarios[0]?.axes ?? [];
      const all = wanted(made.run, made.run.scenarios[0]?.metrics.find(({ name: own }) => own === 'ttfb') as never);
      let filtered = 0;
      for (const { name: axis } of columns) {
        const control = page.locator(`.tests [name="is-${axis}"]`);
        if ((await control.count()) === 0) continue;
        const value = (await control.locator('option').last().getAttribute('value')) ?? '';
        await control.selectOption(value);
        const fitting = all.filter(({ cell }) => String(cell.axes[axis]) === value).length;
        const said = await page.locator('.count output').textContent();
        expect(said, axis).toMatch(
          new RegExp(`^${fitting.toLocaleString('en-US')} of ${all.length.toLocaleString('en-US')} tests`),
        );
        expect(decodeURIComponent(page.url())).toContain(`#t0.is-${axis}=${value}`);
        await page.locator('.tests [type=reset]').click();
        filtered++;
      }
      expect(filtered).toBeGreaterThanOrEqual(3);
      expect(page.url()).toMatch(/#$/);
    }, 60_000);

    it('sorts by a column both ways with the keyboard, says so, and puts what has no number last', async () => {
      const { page } = first;
      const numbers = async () => {
        const { heads, lines } = await everyTest(page);
        const at = heads.findIndex((head) => head.startsWith('median'));
        return lines.map((line) => line[at] ?? '').flatMap((text) => (/\d/.test(text) ? [Number(text.replaceAll(',', ''))] : []));
      };
      const head = page.locator('.every [data-sort=median]');
      await head.focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('.every th[aria-sort=ascending]').count()).toBe(1);
      expect(await page.evaluate('document.activeElement.dataset.sort')).toBe('median');
      const up = await numbers();
      expect(up).toEqual(up.toSorted((a, b) => a - b));
      await head.focus();
      await page.keyboard.press('Enter');
      expect(await page.locator('.every th[aria-sort=descending]').count()).toBe(1);
      const down = await numbers();
      expect(down).toEqual(down.toSorted((a, b) => b - a));
      const medians = made.run.cells.flatMap((cell) => cell.metrics.ttfb?.median ?? []);
      expect([up[0], down[0]].map((value) => number(value))).toEqual([Math.min(...medians), Math.max(...medians)].map(number));
      await page.locator('.tests [type=reset]').click();
    }, 60_000);

    it('keeps what was chosen in the address, in table and map, and shows the same when it is opened again', async () => {
      const { page } = first;
      await choose('.tests', 'metric', 'total');
      await choose('.tests', 'is-operation', 'get');
      await page.locator('.every [data-sort=max]').click();
      await choose('.map', 'metric', 'speed');
      await choose('.map', 'is-operation', 'get');
      const map = await page.locator('.map').innerText();
      const again = await look(browser, page.url());
      expect(again.complaints).toEqual([]);
      expect(await everyTest(again.page)).toEqual(await everyTest(page));
      expect(await again.page.locator('.map').innerText()).toBe(map);
      expect(await again.page.locator('.map [name=metric]').inputValue()).toBe('speed');
      await again.page.context().close();
      await page.locator('.tests [type=reset]').click();
    });

    it('draws the map of any setting as the page drew the first, with the medians of run.json', async () => {
      const { page } = first;
      const drawn = (of = page) =>
        of.evaluate(
          "[...document.querySelectorAll('.map table :is(th, td)')].map((each) => [each.localName, each.className, each.scope, each.textContent].join(' '))",
        );
      const fresh = await look(browser, made.url);
      const given = await drawn(fresh.page);
      await fresh.page.context().close();
      await choose('.map', 'metric', 'speed');
      expect(await drawn()).not.toEqual(given);
      await choose('.map', 'metric', 'ttfb');
      expect(await drawn()).toEqual(given);
    });

    it('copies the chosen rows as CSV and as Markdown', async () => {
      const { page } = first;
      await choose('.tests', 'is-operation', 'get');
      const { heads } = await everyTest(page);
      for (const kind of ['csv', 'markdown']) {
        await page.locator(`[data-copy=${kind}]`).click();
        await page.locator(`[data-copy=${kind}]`, { hasText: 'Copied' }).waitFor();
        const lines = String(await page.evaluate('navigator.clipboard.readText()'))
          .trim()
          .split('\n');
        expect(lines[0]).toContain('median, ms');
        for (const head of heads) expect(lines[0]).toContain(head);
        const count = Number((await page.locator('.count output').innerText()).split(' ')[0]?.replace(',', ''));
        expect(lines.length).toBe(count + (kind === 'csv' ? 1 : 2));
      }
      await page.locator('.tests [type=reset]').click();
    });

    it.each(['light', 'dark'] as const)(
      'has no accessibility violation in the %s theme, and neither width scrolls sideways',
      async (colorScheme) => {
        for (const width of [1600, 360]) {
          const { page } = await look(browser, made.url, { colorScheme, viewport: { width, height: width > 800 ? 1000 : 780 } });
          await screenshot(page, `${name.replaceAll(/\W+/g, '-')}-${colorScheme}-${width}`);
          const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
          expect(overflow, `${width} px`).toBeLessThanOrEqual(0);
          const heading = await page.locator('h1').boundingBox();
          const map = await page.locator('.map .heat').boundingBox();
          expect(heading?.y).toBeLessThan(200);
          expect(map?.y, 'the map begins on the first screen').toBeLessThan(width > 800 ? 400 : 600);
          // What is off the screen is not drawn until it is scrolled to: here all of it is looked at.
          await page.evaluate(
            "for (const each of document.querySelectorAll('main > section')) each.style.contentVisibility = 'visible'",
          );
          await page.evaluate(AXE);
          const found = (await page.evaluate('axe.run(document).then(({ violations }) => violations)')) as Violation[];
          expect(found.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)])).toEqual([]);
          await page.context().close();
        }
      },
      120_000,
    );

    it('reads without its script: finding, map, tables and reasons', async () => {
      const { page } = await look(browser, made.url, { javaScriptEnabled: false });
      expect(await page.locator('h1').innerText()).not.toBe('');
      expect(await page.locator('.map .heat td').count()).toBeGreaterThan(3);
      expect(await page.locator('#tests noscript table, #tests table:visible, #tests noscript').count()).toBeGreaterThan(0);
      expect(await page.locator('form:visible').count()).toBe(0);
      expect(await page.locator('#gaps').textContent()).toContain('planned cells have numbers');
      await page.context().close();
    });

    it('puts the answer right after what is compared where there is little room, and the other axes below its name', async () => {
      const { page } = await look(browser, made.url, { viewport: { width: 390, height: 844 } });
      const table = page.locator('.every').first();
      const heads = (await table.locator('thead th').allTextContents()).slice(1, 4);
      expect(heads[0]).toMatch(/^median/);
      expect(heads.slice(1).some((title) => title.startsWith('against the best'))).toBe(true);
      expect(await table.locator('tbody tr small').first().textContent()).not.toBe('');
      await page.setViewportSize({ width: 1600, height: 1000 });
      await page.waitForFunction("!document.querySelector('.every tbody small')");
      await page.context().close();
    });

    it('is printed with everything unfolded and without its controls', async () => {
      const { page } = await look(browser, made.url);
      await page.emulateMedia({ media: 'print' });
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.locator('form:visible, .more:visible').count()).toBe(0);
      expect(await page.locator('details:not([open])').count()).toBe(0);
      await page.context().close();
    });
  });
}
