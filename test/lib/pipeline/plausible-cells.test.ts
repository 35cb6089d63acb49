import { describe, expect, it } from 'vitest';
import { PLAYED_BY } from '../../../lib/domain/run.ts';
import type { Sample } from '../../../lib/domain/sample.ts';
import { emptyTally, take } from '../../../lib/domain/tally.ts';
import { cellResults } from '../../../lib/pipeline/cell-results.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { plan as planStep } from '../../../lib/pipeline/steps/plan.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';
import { unplanned } from './steps-world.ts';

/** The cells of a plan, each measured once where its place is not among those that failed. */
async function resultsOf(wish: Parameters<typeof selectionFrom>[1], { note = '', failing = '' } = {}) {
  const made = unplanned({ ...selectionFrom('quick', wish) });
  await planStep(made.ports, { run: 'r' });
  const plan = await RECORD.plan.need(made.records);
  const scenario = scenarioPlan('transfer');
  const stores = plan.stores.map((store) => (note === '' ? store : { ...store, note }));
  const results = cellResults({ ...plan, stores }, scenario, { unusable: new Map(), givenUp: new Map() });
  for (const lane of plan.lanes) {
    const tally = emptyTally({ metrics: scenario.metrics, givenOf: () => undefined });
    for (const cell of lane.cells) take(tally, sampleOf(cell, failing !== '' && cell.includes(failing)));
    const outcome = { id: lane.id, outcome: 'measured', rounds: { planned: 6, done: 1 }, seconds: 1 } as const;
    results.add([{ lane, outcome, tally }]);
  }
  return results.results();
}

function sampleOf(cell: string, fails: boolean): Sample {
  const error = fails ? { name: 'Timeout', message: 'no answer' } : null;
  return { v: 1, run: 'r', cell, round: 0, seq: 0, kind: 'timed', at: 0, error, bytes: 1000, ttfb: 20, total: 21 };
}

const CLOUD = { stores: ['s3', 'wasabi'], hosts: ['lambda-1gb'], sizes: ['1KB', '1MB'], rounds: 6 };

describe('the band of a measured cell', () => {
  it('is recorded for stores of the catalog, where something comparable is published', async () => {
    const cells = await resultsOf(CLOUD);
    const held = cells.filter(({ plausible }) => plausible);
    expect(held.length).toBeGreaterThan(0);
    for (const { axes } of held) expect(axes).toMatchObject({ size: 1_000, connection: 'reused' });
    expect(new Set(held.map(({ axes }) => axes.store))).toEqual(new Set(['s3', 'wasabi']));
  });

  it('is left out where another address plays the store', async () => {
    const cells = await resultsOf(CLOUD, { note: `${PLAYED_BY}http://127.0.0.1:1` });
    expect(cells.filter(({ n }) => n > 0).length).toBeGreaterThan(0);
    expect(cells.filter(({ plausible }) => plausible)).toEqual([]);
  });

  it('is left out for stand-ins', async () => {
    const cells = await resultsOf({
      stores: ['2ms-140MBps', '8ms-240MBps'],
      hosts: ['this-machine'],
      pairs: ['local'],
      sizes: ['1KB'],
      rounds: 6,
    });
    expect(cells.filter(({ n }) => n > 0).length).toBeGreaterThan(0);
    expect(cells.filter(({ plausible }) => plausible)).toEqual([]);
  });

  it('is left out of cells without numbers', async () => {
    const cells = await resultsOf(CLOUD, { failing: ':s3:' });
    expect(cells.filter(({ axes }) => axes.store === 's3').every(({ n }) => n === 0)).toBe(true);
    expect(new Set(cells.flatMap(({ axes, plausible }) => (plausible ? [axes.store] : [])))).toEqual(new Set(['wasabi']));
  });
});
