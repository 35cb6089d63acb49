import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../lib/domain/random.ts';
import { compareHosts } from '../../../../lib/domain/statistics/compare-row.ts';
import { holm } from '../../../../lib/domain/statistics/holm.ts';
import { welchP } from './rejected-tests.ts';
import { normals } from './simulated-rounds.ts';

const total = { name: 'total', better: 'lower' } as const;
/** Standard deviations of logarithms: hosts of one type differ by 8 %, rounds of one host by 10 %. */
const BETWEEN = 0.08;
const WITHIN = 0.1;
const ROUNDS = 10;

type Type = number[][];

/** Types of host with the given levels: type -> instance -> round medians. */
function simulate(levels: readonly number[], instances: number, normal: () => number): Type[] {
  return levels.map((level) =>
    Array.from({ length: instances }, () => {
      const own = BETWEEN * normal();
      return Array.from({ length: ROUNDS }, () => level * Math.exp(own + WITHIN * normal()));
    }),
  );
}

const verdicts = (types: Type[]) =>
  compareHosts(
    'row',
    'host',
    total,
    types.map((instances, i) => ({ id: String(i), instances })),
  );
const byInstance = (types: Type[]) => verdicts(types).some(({ pAdjusted }) => pAdjusted < 0.05);
/** Every round of every instance as if it were a host of its own. */
const byRound = (types: Type[]) => {
  const logs = types.map((instances) => instances.flat().map(Math.log));
  return holm(logs.flatMap((a, i) => logs.slice(i + 1).map((b) => welchP(a, b)))).some((p) => p < 0.05);
};

function share(runs: number, levels: readonly number[], instances: number, test: (types: Type[]) => boolean): number {
  const normal = normals(seeded(7));
  let count = 0;
  for (let run = 0; run < runs; run++) if (test(simulate(levels, instances, normal))) count++;
  return count / runs;
}

// With few instances Welch's test errs on the safe side: below 5 %.
describe('types of host that are equal, whose single hosts differ by 8 %, over 2,000 simulated runs', () => {
  it.each([
    { types: 2, instances: 2, figure: 0.022 },
    { types: 2, instances: 3, figure: 0.0285 },
    { types: 2, instances: 5, figure: 0.048 },
    { types: 3, instances: 3, figure: 0.0275 },
  ])('show a false difference in at most 6 % ($figure) with $types types of $instances', ({ types, instances, figure }) => {
    const rate = share(
      2_000,
      Array.from({ length: types }, () => 10),
      instances,
      byInstance,
    );
    expect(rate).toBeLessThanOrEqual(0.06);
    expect(rate).toBeCloseTo(figure, 3);
  });

  it('would show one in more than a third of all runs, were rounds taken for hosts', () => {
    expect(share(500, [10, 10], 2, byRound)).toBeCloseTo(0.366, 2);
  });
});

describe('a type of host that is 30 % slower', () => {
  it('is found more often the more instances there are, and never called the faster one', () => {
    const found = (instances: number) => share(500, [10, 13], instances, (types) => verdicts(types)[0]?.verdict === 'a');
    const [two, three, five] = [2, 3, 5].map(found) as [number, number, number];
    expect(two).toBeCloseTo(0.194, 2);
    expect(three).toBeCloseTo(0.678, 2);
    expect(five).toBeCloseTo(0.98, 2);
    expect(share(500, [10, 13], 3, (types) => verdicts(types)[0]?.verdict === 'b')).toBe(0);
  });
});
