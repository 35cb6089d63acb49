import { describe, expect, it } from 'vitest';
import type { CellResult, RunRecord } from '../../../lib/domain/run.ts';
import { type MetricRecord, type Scope, scopeOf } from '../../../lib/report/scope.ts';
import { type Verdict, verdictsOf, verdictText, verdictWords } from '../../../lib/report/verdict.ts';
import { constructedCell, constructedComparisons, constructedRun } from '../../fixtures/report/constructed-run.ts';
import { largeRun } from '../../fixtures/report/large-run.ts';

const near = (colour: string, echo: number, extra: Partial<CellResult> = {}) =>
  constructedCell({ distance: 'near', colour, echo }, extra);

function verdicts(run: RunRecord) {
  const scope: Scope = scopeOf(run, run.scenarios[0] as RunRecord['scenarios'][number]);
  const metric = scope.metric('echo') as MetricRecord;
  const found = verdictsOf(scope, metric, 'colour');
  return Object.fromEntries([...found].map(([id, verdict]) => [id.split(':')[1], verdictText(scope, metric, verdict)]));
}

describe('the verdict of a cell against the best of its row', () => {
  it('is the factor where it is sure, and ~ where no difference is shown', () => {
    const cells = [near('red', 10), near('blue', 10.2), near('green', 14)];
    const compared = constructedComparisons(cells, (a, b) => [a, b].some(({ axes }) => axes.colour === 'green'));
    expect(verdicts(constructedRun(cells, compared))).toEqual({ red: '~', blue: '~', green: '1.40× slower, sure' });
  });

  it('calls the best what is shown to lead, never what only has the best median', () => {
    const cells = [near('red', 10), near('blue', 20)];
    expect(
      verdicts(
        constructedRun(
          cells,
          constructedComparisons(cells, () => true),
        ),
      ),
    ).toEqual({
      red: 'best, sure',
      blue: '2.00× slower, sure',
    });
  });

  it('says too few rounds, with or without a comparison', () => {
    const cells = [near('red', 10), near('blue', 20)].map((cell) => ({ ...cell, rounds: 3 }));
    const rounds = { planned: 3, done: 3 };
    const compared = constructedComparisons(cells, () => false, 3);
    for (const comparisons of [compared, []])
      expect(verdicts(constructedRun(cells, comparisons, { rounds }))).toEqual({ red: 'too few rounds', blue: 'too few rounds' });
  });

  it('says why a cell is not ranked', () => {
    const cells = [near('red', 10), near('blue', 20), near('green', 1, { form: 'parts' }), near('grey', 2, { failures: 3 })];
    expect(
      verdicts(
        constructedRun(
          cells,
          constructedComparisons(cells.slice(0, 2), () => true),
        ),
      ),
    ).toMatchObject({
      green: 'not ranked: another form',
      grey: 'not ranked: too many failures',
    });
  });

  it('is as short as not ranked where there is little room', () => {
    const metric = { name: 'echo', title: 'Echo', unit: 'ms', better: 'lower' } as const;
    for (const code of ['u', 'm'] as const) expect(verdictWords(metric)[code][1]).toBe('not ranked');
  });

  it('names the metric that compares cells which this one does not, and whose they are', () => {
    const run = largeRun(300);
    const scope = scopeOf(run, run.scenarios[0] as RunRecord['scenarios'][number]);
    const metric = scope.metric('ttfb') as MetricRecord;
    const found = verdictsOf(scope, metric, 'store');
    const upload = run.cells.find(
      (cell) => cell.axes.operation === 'put' && cell.form === undefined && cell.failures === 0 && cell.n > 0,
    );
    expect(verdictText(scope, metric, found.get(upload?.id ?? '') as Verdict)).toBe('put: see total time');
    const reads = run.cells.filter(({ axes }) => axes.operation === 'get').flatMap(({ id }) => found.get(id) ?? []);
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.some(({ code }) => code === 'o')).toBe(false);
  });

  it('is left out where nothing was compared, and speaks of less where a count is better', () => {
    expect(verdicts(constructedRun([near('red', 10), near('blue', 20)], []))).toEqual({});
    expect(verdictWords({ name: 'pulses', title: 'Pulses', unit: '1/s', better: 'higher' }).s[0]).toBe('#× less, sure');
  });
});
