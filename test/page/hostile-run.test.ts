import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileRun } from '../fixtures/report/hostile-run.ts';
import { everyTest, launch, look, skipped, written } from './browser.ts';

describe.skipIf(skipped)('the page of a run full of hostile texts in a browser', () => {
  let [browser, url]: [Browser, string] = [] as never;

  beforeAll(async () => {
    url = written(hostileRun());
    browser = await launch();
  }, 60_000);

  afterAll(() => browser?.close());

  it('runs nothing, loads nothing and shows the texts as texts, in what the script draws too', async () => {
    const { page, complaints, requests } = await look(browser, url);
    for (const list of await page.locator('select').all()) await list.selectOption({ index: 1 });
    for (const button of await page.locator('.every [data-sort]').all()) await button.click();
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => !request.startsWith('blob:'))).toEqual([url]);
    expect(await page.locator('img').count()).toBe(0);
    await page.locator('.tests [type=reset]').click();
    expect((await everyTest(page)).lines.flat().some((text) => text.includes('<img src=x onerror=alert(1)>'))).toBe(true);
    await page.context().close();
  });

  it('finds a hostile value again from its address', async () => {
    const { page } = await look(browser, url);
    await page.locator('.tests select[name^="is-"]').first().selectOption({ index: 1 });
    const again = await look(browser, page.url());
    expect(again.complaints).toEqual([]);
    expect(await everyTest(again.page)).toEqual(await everyTest(page));
    expect(page.url()).not.toMatch(/[<>"]/);
  });

  it.each(['#t0.sort=no-such', '#t0.is-store=none&m0.metric=none', '#%%%=&&', '#a=b=c', '#tests'])(
    'ignores an address that is no choice: %s',
    async (hash) => {
      const plain = await look(browser, url);
      const odd = await look(browser, `${url}${hash}`);
      expect(odd.complaints).toEqual([]);
      expect(await everyTest(odd.page)).toEqual(await everyTest(plain.page));
      await Promise.all([plain, odd].map(({ page }) => page.context().close()));
    },
  );
});
