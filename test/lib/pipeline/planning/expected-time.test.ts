import { expect, it } from 'vitest';
import type { Cell } from '../../../../lib/domain/cell.ts';
import { refuseEndless } from '../../../../lib/pipeline/planning/expected-time.ts';
import { selectionFrom } from '../../../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../../../lib/scenarios/plans.ts';

const scenario = scenarioPlan('transfer');
const hosts = ['lambda-1gb', 't3.micro'];
const cells = scenario.expand(selectionFrom('quick', { hosts, stores: ['s3'], pairs: ['aws-virginia'], sizes: '1KB' }));
const reasons = (minutes: number) => {
  const kept = refuseEndless(scenario, cells, () => minutes * 60);
  return hosts.map((host) => kept.find(({ axes }) => axes.host === host)?.impossible);
};

it('keeps cells whose round fits an order of their host', () => {
  expect(reasons(12)).toEqual([undefined, undefined]);
});

it('makes a cell impossible that alone does not fit an order of its host, and gives the figures', () => {
  expect(reasons(20)).toEqual(['one round would take about 20 minutes on lambda-1gb, where an order may take 12', undefined]);
  expect(reasons(50)[1]).toBe('one round would take about 50 minutes on t3.micro, where an order may take 45');
});

it('leaves the reason of a cell that cannot exist as it is', () => {
  const gone = cells.map((cell): Cell => ({ ...cell, impossible: 'gone' }));
  expect(refuseEndless(scenario, gone, () => 1e6)).toEqual(gone);
});
