import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/report/render.ts';
import { SCRIPT } from '../../../lib/report/script.ts';
import { hostileRun } from '../../fixtures/report/hostile-run.ts';
import { all, parse } from './page-text.ts';

describe('hostile text', () => {
  const page = renderReport(hostileRun());
  const root = parse(page);

  it('adds no element, no handler and no script to the page', () => {
    const scripts = all(root, 'script');
    expect(scripts.filter((script) => script.getAttribute('type') === null).map((script) => script.textContent)).toEqual([
      SCRIPT,
    ]);
    // The packed numbers are base64 and no script: whatever is in them cannot end them.
    const packed = scripts.filter((script) => script.getAttribute('type') !== null);
    for (const script of packed) expect(script.textContent).toMatch(/^[A-Za-z0-9+/=]+$/);
    expect(page.match(/<script/g)).toHaveLength(1 + packed.length);
    expect(page.match(/<\/style/g)).toHaveLength(1);
    expect(all(root, 'img')).toEqual([]);
    for (const element of all(root, '*')) for (const { name } of element.attributes) expect(name).not.toMatch(/^on/);
    expect(page.includes('\u2028')).toBe(false);
  });

  it('is still read as text, in tables, captions and charts', () => {
    for (const selector of [
      'h1',
      '.figures th',
      '.heat th',
      'figcaption',
      '#failures td, #failures th',
      '#gaps th',
      '#parties th',
      '#cost th',
      '#method li',
      'svg title',
    ])
      expect(
        all(root, selector).some((element) => element.textContent.includes('<img src=x onerror=alert(1)>')),
        selector,
      ).toBe(true);
  });
});
