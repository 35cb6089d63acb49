import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/report/render.ts';
import { SCRIPT } from '../../../lib/report/script.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';
import { all, parse } from './page-text.ts';

const EVIL = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>\u2028</style>&lt; \${1}`;

/** The same value with every string of data in it made hostile; words the page's own code branches on stay. */
function poisoned(value: unknown, key = ''): unknown {
  const protocol = ['kind', 'status', 'outcome', 'verdict', 'unit', 'better', 'startedAt', 'endedAt', 'when'];
  if (typeof value === 'string') return protocol.includes(key) ? value : `${value}${EVIL}`;
  if (Array.isArray(value)) return value.map((each) => poisoned(each, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [`${name}`, poisoned(each, name)]));
}

describe('hostile text', () => {
  const run = syntheticRun({ timed: 5 });
  // Axis and metric names are keys as well as values; poisoning titles, ids, values and reasons is what data can do.
  const scenarios = run.scenarios.map((scenario) => ({
    ...scenario,
    title: scenario.title + EVIL,
    axes: scenario.axes.map((axis) => ({ ...axis, title: axis.title + EVIL })),
    metrics: scenario.metrics.map((metric) => ({ ...metric, title: metric.title + EVIL })),
    views: scenario.views.map((view) => ({
      ...view,
      title: view.title + EVIL,
      ...('where' in view && { where: poisoned(view.where) as Record<string, string> }),
    })),
  }));
  const cells = run.cells.map((cell) => ({
    ...(poisoned(cell) as typeof cell),
    scenario: cell.scenario,
    metrics: cell.metrics,
    errors: Object.fromEntries(Object.entries(cell.errors).map(([name, n]) => [name + EVIL, n])),
  }));
  const comparisons = run.comparisons.map((each) => ({ ...each, a: each.a + EVIL, b: each.b + EVIL }));
  const page = renderReport({ ...(poisoned(run) as typeof run), scenarios, cells, comparisons });
  const root = parse(page);

  it('adds no element, no handler and no script to the page', () => {
    expect(all(root, 'script').map((script) => script.textContent)).toEqual([SCRIPT]);
    expect(page.match(/<script/g)).toHaveLength(1);
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
