import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../lib/report/render.ts';
import { largeRun } from '../fixtures/report/large-run.ts';
import { pictured } from '../fixtures/report/pictured-run.ts';
import { launch, look, skipped, written } from '../page/browser.ts';
import { pagePromises } from '../page/promises.ts';

/** With everything a page can hold: distributions, windows, prices. */
const run = pictured(largeRun());

pagePromises('the page of 5,000 cells', async () => ({ run, url: written(run) }));

/** The shortest of several tries: other work on the machine makes a try longer, never shorter. Stops where one is short enough. */
async function best(most: number, tries: number, once: () => Promise<number>): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < tries && !(found.length >= 3 && Math.min(...found) < most)) found.push(await once());
  return found;
}

const listed = (times: readonly number[]): string => times.map((time) => time.toFixed(0)).join(', ');

const EMPTY = 'data:text/html,<!doctype html><title>empty</title><p>nothing';

/** Milliseconds from the start of the navigation to the first text on the screen. */
async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.goto(url);
  const entry = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
  const time = await page.waitForFunction(entry).then((handle) => handle.jsonValue());
  await context.close();
  return Number(time);
}

describe.skipIf(skipped)('the time a page of 5,000 cells takes', () => {
  let [browser, url]: [Browser, string] = [] as never;

  beforeAll(async () => {
    url = written(run);
    browser = await launch();
  }, 60_000);

  afterAll(() => browser?.close());

  // What an empty page takes in the same minutes tells how busy the machine is: left alone it is 30 to 100 ms, and 300 ms is the limit.
  it('is under 300 ms to the first contentful paint, or four times what an empty page takes', async () => {
    const empty: number[] = [];
    const full: number[] = [];
    const limit = () => Math.max(300, 4 * Math.min(...empty));
    while (full.length < 10 && !(full.length >= 3 && Math.min(...full) < limit())) {
      empty.push(await firstPaint(browser, EMPTY));
      full.push(await firstPaint(browser, url));
    }
    console.info(`first contentful paint of 5,000 cells, ms: ${listed(full)}; of an empty page: ${listed(empty)}`);
    expect(Math.min(...full)).toBeLessThan(limit());
  }, 280_000);

  it('is under 50 ms for a filter, another sorting and another metric, layout included', async () => {
    const { page } = await look(browser, url);
    const timed = (act: string) => async () =>
      Number(
        await page.evaluate(`(() => {
          const form = document.querySelector('.tests form');
          const began = performance.now();
          ${act}
          document.querySelector('.every').getBoundingClientRect();
          return performance.now() - began;
        })()`),
      );
    const pick = (name: string) => `
      const list = form.elements.namedItem('${name}');
      list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
      list.dispatchEvent(new Event('change', { bubbles: true }));`;
    const acts = {
      filter: pick('is-store'),
      sort: "document.querySelector('.every [data-sort=median]').click();",
      metric: pick('metric'),
    };
    for (const [name, act] of Object.entries(acts)) {
      const times = await best(50, 20, timed(act));
      console.info(`${name} of 5,000 cells, ms: ${listed(times)}`);
      expect(Math.min(...times), name).toBeLessThan(50);
    }
  }, 60_000);
});

describe('the page of 5,000 cells', () => {
  it('is the same for the same run', () => {
    expect(renderReport(largeRun(300))).toBe(renderReport(largeRun(300)));
  });

  it('is made in less than 5 s of processor time and stays below 1 MB and 512 MB', () => {
    expect(run.cells).toHaveLength(5000);
    const began = process.cpuUsage();
    const page = renderReport(run);
    const { user, system } = process.cpuUsage(began);
    const [seconds, bytes] = [(user + system) / 1e6, Buffer.byteLength(page)];
    const memory = process.memoryUsage().rss;
    console.info(
      `5,000 cells: ${seconds.toFixed(2)} s, ${(bytes / 1e6).toFixed(3)} MB page, ${(memory / 1e6).toFixed(0)} MB resident`,
    );
    expect(bytes).toBeLessThan(1e6);
    expect(seconds).toBeLessThan(5);
    expect(memory).toBeLessThan(512e6);
  });
});
