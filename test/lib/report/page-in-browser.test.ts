import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/report/render.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
// On a desktop without a browser these tests say that they were skipped; where CI runs them they must run.
const skipped = CHROMIUM === undefined && !process.env.CI;
if (skipped) console.warn('SKIPPED: no chromium here, the page was not looked at in a browser (apt-get install chromium)');

describe.skipIf(skipped)('the page in a real browser', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'firstbyte-page-')), 'index.html');
  const url = pathToFileURL(file).href;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];

  beforeAll(async () => {
    writeFileSync(file, renderReport(syntheticRun()));
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(url);
  }, 60_000);

  afterAll(() => browser?.close());

  const visibleRows = () => page.locator('[data-is]:visible').count();

  it('loads without an error and asks the network for nothing', async () => {
    await page.waitForLoadState('networkidle');
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => !request.startsWith('file:') && !request.startsWith('data:'))).toEqual([]);
    expect(requests.filter((request) => request.startsWith('file:'))).toHaveLength(1);
  });

  it('says in its first screen who leads, and what it was measured with', async () => {
    const first = await page.locator('h1').boundingBox();
    expect(first && first.y + first.height).toBeLessThan(400);
    await expect(page.getByText('stand-ins').first().isVisible()).resolves.toBe(true);
  });

  it('filters, keeps the choice in the address, and shows the same when the address is opened again', async () => {
    const all = await visibleRows();
    await page.locator('form.filters label', { hasText: /^put$/ }).first().click();
    const some = await visibleRows();
    expect(some).toBeLessThan(all);
    expect(page.url()).toContain('operation=put');
    const again = await browser.newPage();
    await again.goto(page.url());
    expect(await again.locator('[data-is]:visible').count()).toBe(some);
    await again.close();
  });

  it.each([380, 800, 1280])('never scrolls sideways as a whole at a width of %d', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('is readable without its script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(url);
    expect(await plain.locator('table:visible').count()).toBeGreaterThan(3);
    expect(await plain.locator('form.filters').isVisible()).toBe(false);
    await context.close();
  });
});
