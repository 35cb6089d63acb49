import { describe, expect, it } from 'vitest';
import { cardOf, type ListedRun, newestFirst } from '../../../lib/domain/run-card.ts';
import { indexPages } from '../../../lib/report/index-page.ts';
import { cloudRun } from '../../fixtures/report/cloud-run.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';
import { all, parse, readable, rows } from './page-text.ts';

const EVIL = `</style><script>alert(1)</script>"'><img src=x onerror=alert(1)>`;
const listed = (id: string, startedAt: string, more: Partial<ListedRun> = {}): ListedRun => ({
  ...cardOf({ ...syntheticRun({ timed: 2 }), id, startedAt }),
  page: `../secret-of-${id}/index.html`,
  ...more,
});

describe('the page of all runs', () => {
  it('shows of each run when, what, how it ended and what it cost', () => {
    const card = { ...cardOf(cloudRun()), page: '../x/index.html' };
    const [[started, ...row] = []] = rows(parse(indexPages([card]).index), 'main');
    expect(started).toMatch(/UTC$/);
    expect(row).toContain('$0.52');
    expect(row).toContain(cloudRun().id);
  });

  it('tells each run’s finding where its record has one, stores by id, and that nothing was billed', () => {
    const run = { ...syntheticRun({ timed: 2 }), finding: 'near leads everywhere' };
    const free = { ...run, estimate: { ...run.estimate, lines: [] } };
    const { cost: _, ...unbilled } = free;
    const [row] = rows(parse(indexPages([{ ...cardOf(unbilled), page: 'x/index.html' }]).index), 'main');
    expect(row).toContain('near leads everywhere');
    expect(row).toContain((cardOf(run).storeIds ?? []).join(', '));
    expect(row).toContain('nothing billed');
  });

  it('reads cards of before, which have neither ids nor a finding', () => {
    const { storeIds: _, finding: __, ...old } = listed('a', '2026-11-20T10:00:00Z', { stores: ['One', 'Two'] });
    expect(rows(parse(indexPages([old]).index), 'main')[0]).toContain('One, Two');
  });

  it('has the newest first, and of one second the later id', () => {
    const runs = newestFirst([
      listed('a', '2026-11-20T10:00:00Z'),
      listed('b', '2026-11-21T10:00:00Z'),
      listed('c', '2026-11-21T10:00:00Z'),
    ]);
    expect(runs.map(({ id }) => id)).toEqual(['c', 'b', 'a']);
  });

  it('leads to the latest run, also where nothing follows by itself', () => {
    const { latest } = indexPages([listed('b', '2026-11-21T10:00:00Z'), listed('a', '2026-11-20T10:00:00Z')]);
    const root = parse(latest);
    expect(all(root, 'a').map((link) => link.getAttribute('href'))).toEqual(['../secret-of-b/index.html']);
    expect(root.querySelector('meta[http-equiv=refresh]')?.getAttribute('content')).toBe('0; url=../secret-of-b/index.html');
  });

  it('says that there is no run yet', () => {
    for (const page of Object.values(indexPages([]))) expect(readable(parse(page))).toContain('No run yet');
  });

  it('takes nothing of a card as markup', () => {
    const evil = listed(EVIL, '2026-11-21T10:00:00Z', { preset: EVIL, stores: [EVIL] });
    for (const page of Object.values(indexPages([evil]))) expect(all(parse(page), 'script, img')).toEqual([]);
  });
});
