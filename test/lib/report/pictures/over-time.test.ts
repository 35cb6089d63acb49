import { describe, expect, it } from 'vitest';
import type { RunRecord, Summary } from '../../../../lib/domain/run.ts';
import { overTime } from '../../../../lib/report/pictures/over-time.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { constructedCell, constructedRun } from '../../../fixtures/report/constructed-run.ts';
import { largeRun } from '../../../fixtures/report/large-run.ts';
import { all, parse, rows } from '../page-text.ts';

const ROUNDS = 10;

/** Two cells whose rounds are given as factors of their median. */
function runOf(red: (round: number) => number, blue: (round: number) => number, rounds = ROUNDS): RunRecord {
  const cell = (colour: string, factor: (round: number) => number) => {
    const plain = constructedCell({ distance: 'near', colour, echo: 10 });
    const echo = { ...plain.metrics.echo, rounds: Array.from({ length: rounds }, (_, round) => 10 * factor(round)) } as Summary;
    return { ...plain, metrics: { ...plain.metrics, echo } };
  };
  return constructedRun([cell('red', red), cell('blue', blue)], [], { rounds: { planned: rounds, done: rounds } });
}

const shown = (run: RunRecord) => {
  const html = overTime(run.scenarios.map((scenario) => scopeOf(run, scenario)));
  return parse(`<main>${html === false ? '' : html.text}</main>`);
};
const flat = (round: number) => (round % 2 === 0 ? 1 : 1.01);

describe('the picture over time', () => {
  it('names a cell that drifts, by how much, and the rule', () => {
    const root = shown(runOf((round) => 1.02 ** (round - 5), flat));
    expect(root.querySelector('p')?.textContent).toMatch(/^1 of 2 cells drift: red \(\+19\.5 %\)\./);
    expect(root.querySelector('p')?.textContent).toContain('p below 0.01');
    expect(all(root, 'tr.loud').map((row) => row.querySelector('th')?.textContent)).toEqual(['red']);
    expect(root.querySelector('tr.loud b')?.textContent).toBe('drifts +19.5 %');
  });

  it('says so where nothing drifts', () => {
    const root = shown(runOf(flat, flat));
    expect(root.querySelector('p')?.textContent).toMatch(/^No drift is shown in any of 2 cells\./);
    expect(all(root, 'tr.loud')).toEqual([]);
  });

  it('tests every cell of the run, also those that are not drawn, and says what chance alone would bring', () => {
    const run = largeRun(400);
    const tested = run.cells.filter(({ metrics }) => (metrics.ttfb?.rounds.length ?? 0) >= 6).length;
    const root = shown(run);
    const said = root.querySelector('p')?.textContent ?? '';
    expect(said).toMatch(new RegExp(`of ${tested} cells`));
    expect(said).toContain(`about ${Math.round(tested / 100)} of ${tested} would`);
    expect(all(root, '.strip').length).toBeLessThan(tested);
  });

  it('lists those that drift most where not all are drawn, and reads uploads by what ranks them', () => {
    const run = largeRun(400);
    const upload = run.cells.find(({ axes, metrics }) => axes.operation === 'put' && metrics.speed);
    const rising = (name: string) => {
      const metric = upload?.metrics[name] as Summary;
      return { ...metric, rounds: metric.rounds.map((_, round) => metric.median * 1.1 ** round) };
    };
    const slower = { ...upload, metrics: { ...upload?.metrics, speed: rising('speed') } } as RunRecord['cells'][number];
    const root = shown({ ...run, cells: run.cells.map((cell) => (cell.id === upload?.id ? slower : cell)) });
    const first = rows(root, 'details')[0];
    expect(first?.slice(1, 2)).toEqual(['speed']);
    expect(Number.parseFloat(first?.[3]?.slice(1) ?? '')).toBeGreaterThan(30);
  });

  it('makes no claim below six rounds, and still draws them', () => {
    const root = shown(runOf((round) => 1 + round, flat, 5));
    expect(root.querySelector('p')?.textContent).toContain('from 6 rounds on: this run has fewer');
    expect(all(root, '.strip')).toHaveLength(2);
  });

  it('draws a dot for each round and cuts off what lies beyond twice the median, and says that', () => {
    const root = shown(runOf((round) => (round === 4 ? 50 : flat(round)), flat));
    expect(root.querySelector('.dots')?.getAttribute('d')?.match(/M/g)).toHaveLength(ROUNDS);
    expect(root.querySelector('.dots')?.getAttribute('d')).toContain('M4.5 4h0');
    expect(root.querySelector('figcaption')?.textContent).toContain('−50 to +100 % and cuts off');
  });
});
