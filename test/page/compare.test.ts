import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../bin/command-here.ts';
import { hostileRun } from '../fixtures/report/hostile-run.ts';
import { largeRun } from '../fixtures/report/large-run.ts';
import { syntheticRun } from '../fixtures/report/synthetic-run.ts';
import { type Looked, launch, look, screenshot, skipped, written } from './browser.ts';
import { again, changing, choose, copied, expectAsTold, expectSame, saved, shown, told } from './comparing.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] };
const OLD = 'test/fixtures/runs/v1-first-schema.json';

describe.skipIf(skipped)('a comparison on a run’s page in a browser', () => {
  const [run, other] = [syntheticRun(), again(syntheticRun())];
  const [runFile, otherFile] = [saved(run), saved(other)];
  let [browser, url, first]: [Browser, string, Looked] = [] as never;

  beforeAll(async () => {
    browser = await launch();
    url = written(run);
    first = await look(browser, url, CLIPBOARD);
    await first.page.waitForSelector('.comparing form:not([hidden])');
  }, 60_000);

  afterAll(() => browser?.close());

  it('is, figure by figure, what the command line tells of the two files', async () => {
    const { page } = first;
    expect(await page.locator('.comparing [type=file]').count()).toBe(1);
    await choose(page, 'other', otherFile);
    const json = await told(otherFile, runFile);
    expect(json.pairs.length).toBeGreaterThan(5);
    expect(new Set(json.pairs.map(({ verdict }) => verdict)).size).toBeGreaterThan(1);
    expect(json.notCompared.length).toBeGreaterThan(1);
    expectAsTold(await shown(page), json);
    expectSame(JSON.parse(await copied(page, 'JSON')), json);
    const sides = await page.locator('.comparing .facts').textContent();
    expect(sides).toMatch(/Ameasured-again21 Nov 2026/);
    expect(first.complaints).toEqual([]);
    expect(first.requests.filter((request) => !request.startsWith('blob:'))).toEqual([url]);
  }, 60_000);

  it('turns round and takes another metric, as the command line does', async () => {
    const { page } = first;
    await changing(page, () => page.locator('.comparing [name=side]').selectOption('a'));
    expectAsTold(await shown(page), await told(runFile, otherFile));
    for (const metric of ['ttfb', 'speed']) {
      await changing(page, () => page.locator('.comparing [name=metric]').selectOption(metric));
      const json = await told(runFile, otherFile, '--metric', metric);
      expect(json.pairs.length).toBeGreaterThan(5);
      expectAsTold(await shown(page), json);
      expectSame(JSON.parse(await copied(page, 'JSON')), json);
    }
    await changing(page, () => page.locator('.comparing [name=side]').selectOption('b'));
    await changing(page, () => page.locator('.comparing [name=metric]').selectOption(''));
  }, 60_000);

  it('shows the sure changes only, with the keyboard too, and copies what is shown', async () => {
    const { page } = first;
    const all = (await shown(page)).lines;
    const sure = all.filter((line) => line[2] === 'sure');
    await page.locator('.comparing [name=sure]').focus();
    await page.keyboard.press('Space');
    expect((await shown(page)).lines).toEqual(sure);
    expect(sure.length).toBeGreaterThan(0);
    expect(sure.length).toBeLessThan(all.length);
    expect(await page.locator('.comparing .count').textContent()).toContain(`${sure.length} of ${all.length} figures`);
    expect((await copied(page, 'CSV')).trim().split('\n')).toHaveLength(sure.length + 1);
    expect((await copied(page, 'Markdown')).trim().split('\n')).toHaveLength(sure.length + 2);
    await page.keyboard.press('Tab');
    await page.locator('.comparing [name=sure]').uncheck();
    expect((await shown(page)).lines).toEqual(all);
  });

  it('reads what the first version wrote', async () => {
    const { page } = first;
    await choose(page, 'other', OLD);
    const { said, reasons } = await shown(page);
    expect(said).not.toBe('');
    expect(reasons.join()).toContain('only in ');
    expect(await page.locator('.comparing .bad').count()).toBe(0);
  });

  it('says in one line what is wrong with a file, as the command line does, and shows nothing else', async () => {
    const { page } = first;
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-compare-'));
    for (const [name, text] of [
      ['page.html', '<!doctype html>'],
      ['order.json', '{"v":1,"id":"x"}'],
      ['newer.json', '{"v":99}'],
      ['empty.json', ''],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, text);
      await choose(page, 'other', path);
      const { stderr, code } = await runHere(['compare', path, runFile]);
      expect(code).toBe(2);
      const { said, lines } = await shown(page);
      expect(stderr.replace(path, name)).toContain(said);
      expect(said).toMatch(new RegExp(`^${name}: `));
      expect([lines, await page.locator('.comparing .drawn > *').count()]).toEqual([[], 0]);
    }
    expect(first.complaints).toEqual([]);
    await choose(page, 'other', otherFile);
    expect((await shown(page)).lines.length).toBeGreaterThan(5);
  }, 60_000);

  it('shows the texts of a hostile record as texts', async () => {
    const hostile = hostileRun();
    const path = saved({
      ...hostile,
      cells: hostile.cells.map((cell, i) => ({ ...cell, axes: run.cells[i]?.axes ?? cell.axes })),
    });
    for (const [page_, address] of [
      [await look(browser, url, CLIPBOARD), url],
      [await look(browser, written(hostile), CLIPBOARD), undefined],
    ] as const) {
      const { page, complaints, requests } = page_;
      for (const side of ['b', 'a']) {
        await page.locator('.comparing [name=side]').selectOption(side);
        await choose(page, 'other', path);
        const { lines, notes, reasons } = await shown(page);
        expect([...lines.flat(), ...notes, ...reasons].some((text) => text.includes('<img src=x onerror=alert(1)>'))).toBe(true);
        await page.locator('.comparing [name=other]').setInputFiles([]);
      }
      expect(await page.locator('img').count()).toBe(0);
      expect(complaints).toEqual([]);
      if (address) expect(requests.filter((request) => !request.startsWith('blob:'))).toEqual([address]);
      await page.context().close();
    }
  }, 60_000);

  it('works where a browser cannot group yet', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript('delete Map.groupBy');
    await page.goto(url);
    await page.waitForSelector('.comparing form:not([hidden])');
    await choose(page, 'other', otherFile);
    expectAsTold(await shown(page), await told(otherFile, runFile));
    await context.close();
  });

  it('tells of the command where there is no script, and offers no form', async () => {
    const { page } = await look(browser, url, { javaScriptEnabled: false });
    const text = await page.locator('#compare').textContent();
    expect(text).toContain('npm run compare -- A B');
    expect(await page.locator('#compare .given').isVisible()).toBe(false);
    expect(await page.locator('#compare form:visible').count()).toBe(0);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility violation in the %s theme, and neither width scrolls sideways',
    async (colorScheme) => {
      // A small page: axe looks at all of it, whatever it is asked about.
      const small = syntheticRun({ sizes: [1000], rounds: 6, timed: 5 });
      const [smallUrl, smallFile] = [written(small), saved(again(small))];
      for (const width of [1600, 360]) {
        const { page } = await look(browser, smallUrl, { colorScheme, viewport: { width, height: 1000 } });
        const flawless = async (state: string) => {
          const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
          expect(overflow, `${state}, ${width} px`).toBeLessThanOrEqual(0);
          const found = await page.evaluate(
            "axe.run('#compare').then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))",
          );
          expect(found, state).toEqual([]);
        };
        await page.evaluate(AXE);
        await page.evaluate("document.querySelector('#compare').scrollIntoView()");
        await flawless('no file');
        await choose(page, 'other', 'test/fixtures/runs/README.md');
        await flawless('a wrong file');
        await choose(page, 'other', smallFile);
        await page.evaluate("for (const each of document.querySelectorAll('#compare details')) each.open = true");
        await flawless('a comparison');
        expect((await shown(page)).lines.length).toBeGreaterThan(3);
        expect((await shown(page)).reasons.length).toBeGreaterThan(0);
        await screenshot(page, `compare-${colorScheme}-${width}`);
        await page.context().close();
      }
    },
    120_000,
  );
});

describe.skipIf(skipped)('a comparison on a page whose round medians are too many for it', () => {
  const run = largeRun(260);
  const [runFile, otherFile] = [saved(run), saved(again(run))];
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);

  afterAll(() => browser?.close());

  it('asks for both files, refuses another run’s in place of its own, and then tells what the command line tells', async () => {
    const { page, complaints } = await look(browser, written(run), CLIPBOARD);
    await page.waitForSelector('.comparing form:not([hidden])');
    await choose(page, 'other', otherFile);
    expect((await shown(page)).said).toBe('This run’s run.json is still to be chosen.');
    await choose(page, 'own', otherFile);
    expect((await shown(page)).said).toBe(
      'run.json: is the record of measured-again, and this page is of synthetic-5000. Give the run.json beside this page.',
    );
    await choose(page, 'own', runFile);
    const json = await told(otherFile, runFile);
    expect((await shown(page)).lines).toHaveLength(100);
    const rest = page.locator('.comparing .more button');
    expect(await rest.textContent()).toBe(`Show all ${json.pairs.length}`);
    await rest.click();
    expectAsTold(await shown(page), json);
    expectSame(JSON.parse(await copied(page, 'JSON')), json);
    expect(complaints).toEqual([]);
    await page.context().close();
  }, 120_000);
});
