import { describe, expect, it } from 'vitest';
import { fanOutWithin, type Limits } from '../../../bin/cloud/fan-out.ts';
import type { Lane } from '../../../lib/domain/plan.ts';

const lane = (host: string, site: string): Lane => ({
  id: `${host}-${site}`,
  scenario: 'transfer',
  phase: 'small',
  site,
  crew: [{ role: 'client', host, serves: false }],
  cells: [],
  rounds: 1,
  roundSeconds: 1,
});
const limits = (given: Partial<Limits>): Limits => ({ vcpus: {}, lambdas: {}, vcpusOf: () => 2, ...given });
const FOUR = ['t2.nano', 't2.micro', 't3.nano', 't3.micro'].map((host) => lane(host, 'eu-central-1'));

describe('lanes that may run together', () => {
  it('are as many as usual where no quota says otherwise', () => {
    expect(fanOutWithin(FOUR, 'us-east-1', limits({}))).toEqual({ lanes: 8 });
    expect(fanOutWithin(FOUR, 'us-east-1', limits({ vcpus: { 'eu-central-1': 8 } }))).toEqual({ lanes: 8 });
  });

  it('are so many that the largest of them fit the quota of vCPU', () => {
    const vcpusOf = (host: string) => (host === 't3.micro' ? 4 : 1);
    expect(fanOutWithin(FOUR, 'us-east-1', limits({ vcpus: { 'eu-central-1': 5 }, vcpusOf }))).toMatchObject({ lanes: 2 });
  });

  it('leave invocations for the steps in the home region', () => {
    const lanes = Array.from({ length: 9 }, () => lane('lambda-1gb', 'us-east-1'));
    expect(fanOutWithin(lanes, 'us-east-1', limits({ lambdas: { 'us-east-1': 9 } }))).toMatchObject({ lanes: 7 });
    expect(fanOutWithin(lanes, 'eu-central-1', limits({ lambdas: { 'us-east-1': 3, 'eu-central-1': 100 } }))).toMatchObject({
      lanes: 3,
    });
  });

  it('are refused where not even one fits', () => {
    expect(() => fanOutWithin(FOUR, 'us-east-1', limits({ vcpus: { 'eu-central-1': 1 } }))).toThrow(
      /needs 2 vCPU and this account may run 1/,
    );
    expect(() => fanOutWithin(FOUR, 'us-east-1', limits({ lambdas: { 'us-east-1': 2 } }))).toThrow(/Lambda may run 2 at once/);
  });
});
