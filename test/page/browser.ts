import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { RunRecord } from '../../lib/domain/run.ts';
import { renderReport } from '../../lib/report/render.ts';

const PLACES = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const CHROMIUM = PLACES.find((path) => path && existsSync(path));

/** On a desktop without a browser these tests say that they were skipped; where CI runs them they must run. */
export const skipped = CHROMIUM === undefined && !process.env.CI;
if (skipped) console.warn('SKIPPED: no chromium here, no page was looked at in a browser (apt-get install chromium)');

const SCREENSHOTS = fileURLToPath(new URL('../../out/screenshots/', import.meta.url));

export async function launch(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error('no chromium: install it, or name it in CHROMIUM');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A browser that runs as root without a display, and asks nobody for anything of its own. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page with what it complained about and what it asked for. */
export interface Looked {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

export async function look(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Looked> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 }, ...options });
  const page = await context.newPage();
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  if (options.javaScriptEnabled !== false) await page.waitForSelector('.every tbody tr, main:not(:has(.tests))');
  return { page, complaints, requests };
}

/** The page of a run as a file, which is how people send it. */
export function written(run: RunRecord): string {
  const file = join(mkdtempSync(join(tmpdir(), 'firstbyte-page-')), 'index.html');
  writeFileSync(file, renderReport(run));
  return pathToFileURL(file).href;
}

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** The visible table of every test: its heads and its cells as text. */
export interface Shown {
  readonly heads: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

export function everyTest(page: Page): Promise<Shown> {
  return page.evaluate(`({
    heads: [...document.querySelectorAll('.every thead th')].map((each) => each.textContent),
    lines: [...document.querySelectorAll('.every tbody tr')].map((line) => [...line.cells].map((each) => each.textContent)),
  })`) as Promise<Shown>;
}

export async function showAll(page: Page): Promise<void> {
  const button = page.locator('[data-more=all]');
  if (await button.isVisible()) await button.click();
}
