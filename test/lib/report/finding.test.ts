import { describe, expect, it } from 'vitest';
import type { CellResult, RunRecord } from '../../../lib/domain/run.ts';
import { findingsOf } from '../../../lib/report/finding.ts';
import { findingText } from '../../../lib/report/finding-text.ts';
import { renderReport } from '../../../lib/report/render.ts';
import { scopeOf } from '../../../lib/report/scope.ts';
import { constructedCell, constructedComparisons, constructedRun } from '../../fixtures/report/constructed-run.ts';
import { parse } from './page-text.ts';

const DISTANCES = ['near', 'far', 'orbit'];

/** A row a distance; each colour's echo by distance. */
function cellsOf(echoes: Readonly<Record<string, readonly number[]>>): CellResult[] {
  return DISTANCES.flatMap((distance, i) =>
    Object.entries(echoes).flatMap(([colour, own]) =>
      own[i] === undefined ? [] : [constructedCell({ distance, colour, echo: own[i] })],
    ),
  );
}

const ROW = 'A row is one setting, with everything equal but the colour.';

function words(run: RunRecord) {
  const root = parse(renderReport(run));
  const text = (selector: string) => root.querySelector(selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
  const scope = scopeOf(run, run.scenarios[0] as RunRecord['scenarios'][number]);
  return { title: text('h1'), lede: text('.lede').replace(` ${ROW}`, ''), kind: findingsOf([scope])[0]?.kind };
}

const always = () => true;
const never = () => false;

describe('the finding of a run', () => {
  it('names a clear winner, by how much, and how sure that is', () => {
    const cells = cellsOf({ red: [10, 20, 30], blue: [15, 40, 90] });
    expect(words(constructedRun(cells, constructedComparisons(cells, always)))).toEqual({
      kind: 'winner',
      title: 'red leads on echo time in all 3 rows',
      lede: 'The next best needs 1.50 to 3.00 times as long (95 % intervals 1.36–3.33).',
    });
  });

  it('says what a row is where it counts them, and only there', () => {
    const page = (echoes: Parameters<typeof cellsOf>[0]) => {
      const cells = cellsOf(echoes);
      return renderReport(constructedRun(cells, constructedComparisons(cells, always)));
    };
    expect(page({ red: [10, 20, 30], blue: [15, 40, 90] })).toContain(ROW);
    expect(page({ red: [10], blue: [15] })).not.toContain(ROW);
  });

  it('has the same headline as plain text, whatever names hold', () => {
    const cells = cellsOf({ 'a<b & "c"': [10], blue: [15] });
    expect(findingText(constructedRun(cells, constructedComparisons(cells, always)))).toBe('a<b & "c" leads on echo time');
  });

  it('needs no range where there is one row', () => {
    const cells = cellsOf({ red: [10], blue: [15] });
    expect(words(constructedRun(cells, constructedComparisons(cells, always)))).toMatchObject({
      title: 'red leads on echo time',
      lede: 'The next best needs 1.50 times as long (95 % interval 1.36–1.67).',
    });
  });

  it('says where the usual leader does not lead', () => {
    const cells = cellsOf({ red: [10, 20, 35], blue: [15, 40, 30] });
    const found = words(constructedRun(cells, constructedComparisons(cells, always)));
    expect(found).toMatchObject({ kind: 'mostly', title: 'red leads on echo time in 2 of 3 rows' });
    expect(found.lede).toBe(
      'Where red leads, the next best needs 1.50 to 2.00 times as long (95 % intervals 1.36–2.22). blue leads 1.',
    );
  });

  it('has no clear winner where leads are divided, and counts what is open', () => {
    const cells = cellsOf({ red: [10, 20, 30], blue: [15, 10, 30.3] });
    const run = constructedRun(
      cells,
      constructedComparisons(cells, (a) => a.axes.distance !== 'orbit'),
    );
    const found = words(run);
    expect(found).toMatchObject({ kind: 'split', title: 'No clear winner on echo time: red leads 1, blue 1 of 3 rows' });
    expect(found.lede).toContain('1 row shows no difference at the front (~)');
  });

  it('has no clear winner where everything ties, and says how close it is', () => {
    const cells = cellsOf({ red: [10, 20, 30], blue: [10.2, 20.2, 30.3] });
    expect(words(constructedRun(cells, constructedComparisons(cells, never)))).toEqual({
      kind: 'tie',
      title: 'No clear winner on echo time: no difference shown in any of 3 rows',
      lede: 'The first two are within a factor of 1.01 to 1.02 of each other (95 % intervals 0.918–1.13).',
    });
  });

  it('gives numbers and no verdict where rounds are too few', () => {
    const cells = cellsOf({ red: [10, 20, 30], blue: [15, 40, 90] });
    const rounds = { planned: 3, done: 3 };
    expect(words(constructedRun(cells, constructedComparisons(cells, never, 3), { rounds }))).toEqual({
      kind: 'no verdict',
      title: 'Too few rounds for a verdict on echo time',
      lede: 'A verdict needs 6 rounds, this run has 3. red had the best median in 3 of 3 rows.',
    });
    expect(words(constructedRun(cells, [], { rounds })).title).toBe('Too few rounds for a verdict on echo time');
  });

  it('says that every operation failed, and with what', () => {
    const failed = cellsOf({ red: [10], blue: [15] }).map((cell, i) => ({
      ...cell,
      n: 0,
      metrics: {},
      failures: 6,
      errors: i === 0 ? { Timeout: 6 } : { Timeout: 4, Reset: 2 },
    }));
    const samples = { timed: 0, warmups: 0, failures: 12, warmupFailures: 4 };
    expect(words(constructedRun(failed, [], { samples })).title).toBe(
      'Nothing was measured: every operation failed, Timeout 10 and Reset 2',
    );
  });

  it('names a store that is missing beside the finding, because it could have won', () => {
    const cells = cellsOf({ red: [10, 20, 30], blue: [15, 40, 90] });
    const stores = [{ id: 'green', title: 'Green', site: 'here', kind: 'object', failed: 'access denied' }];
    const { title, lede } = words(constructedRun(cells, constructedComparisons(cells, always), { stores }));
    expect(title).toBe('red leads on echo time in all 3 rows');
    expect(lede).toMatch(/Not measured: green \(access denied\)\.$/);
  });

  it('turns a rate over: the next best is behind by a factor', () => {
    const cells = cellsOf({ red: [10, 20, 30], blue: [15, 40, 90] });
    const run = constructedRun(
      cells,
      constructedComparisons(cells, always).map((each) => ({ ...each, metric: 'pulses', verdict: 'b' as const })),
    );
    const scenarios = run.scenarios.map((scenario) => ({
      ...scenario,
      views: scenario.views.map((view) => ({ ...view, metric: 'pulses' })),
    }));
    expect(words({ ...run, scenarios })).toMatchObject({
      title: 'blue leads on pulses in all 3 rows',
      lede: 'The next best is behind by a factor of 1.50 to 3.00 (95 % intervals 1.36–3.33).',
    });
  });

  it('is no finding where nobody compared: hosts with one instance each', () => {
    const cells = cellsOf({ red: [10, 20, 30], blue: [15, 40, 90] });
    const run = constructedRun(cells, []);
    expect(findingsOf([scopeOf(run, run.scenarios[0] as RunRecord['scenarios'][number])])).toEqual([]);
  });
});
