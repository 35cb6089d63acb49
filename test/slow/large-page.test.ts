import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../lib/report/render.ts';
import { largeRun } from '../fixtures/report/large-run.ts';
import { launch, look, skipped, written } from '../page/browser.ts';
import { pagePromises } from '../page/promises.ts';

const run = largeRun();

pagePromises('the page of 5,000 cells', async () => ({ run, url: written(run) }));

/** The shortest of several tries: other work on the machine makes a try longer, never shorter. Stops where one is short enough. */
async function best(most: number, tries: number, once: () => Promise<number>): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < tries && !(found.length >= 3 && Math.min(...found) < most)) found.push(await once());
  return found;
}

const listed = (times: readonly number[]): string => times.map((time) => time.toFixed(0)).join(', ');

describe.skipIf(skipped)('the time a page of 5,000 cells takes', () => {
  let [browser, url]: [Browser, string] = [] as never;

  beforeAll(async () => {
    url = written(run);
    browser = await launch();
  }, 60_000);

  afterAll(() => browser?.close());

  it('is under 300 ms to the first contentful paint', async () => {
    const times = await best(300, 20, async () => {
      const { page } = await look(browser, url);
      const entry = "performance.getEntriesByName('first-contentful-paint')[0].startTime";
      const time = Number(await page.evaluate(entry));
      await page.context().close();
      return time;
    });
    console.info(`first contentful paint of 5,000 cells, ms: ${listed(times)}`);
    expect(Math.min(...times)).toBeLessThan(300);
  }, 120_000);

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
