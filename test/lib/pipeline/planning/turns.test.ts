import { expect, it } from 'vitest';
import type { Lane } from '../../../../lib/domain/plan.ts';
import { takesTurns, turnsOf } from '../../../../lib/pipeline/planning/turns.ts';

const lane = (host: string, site: string, phase: Lane['phase']): Lane => ({
  ...{ id: `${host}.${site}.${phase}`, scenario: 'transfer', phase, site },
  ...{ crew: [{ role: 'client', host, serves: false }], cells: [], rounds: 10, roundSeconds: 1 },
});
const LANES = [
  lane('lambda-1gb', 'us-east-1', 'small'),
  lane('lambda-1gb', 'us-east-1', 'bulk'),
  lane('t3.nano', 'us-east-1', 'bulk'),
  lane('t3.nano', 'eu-central-1', 'bulk'),
  lane('m4-metal-small', 'amsterdam', 'small'),
  lane('m4-metal-small', 'ashburn', 'bulk'),
];
const ids = (lanes: readonly Lane[]) => lanes.map(({ id }) => id);

it('bulk lanes of a site take turns, and bare-metal lanes of all sites: an account may have two servers', () => {
  expect(turnsOf(LANES).map(ids)).toEqual([
    ['lambda-1gb.us-east-1.bulk', 't3.nano.us-east-1.bulk'],
    ['t3.nano.eu-central-1.bulk'],
    ['m4-metal-small.amsterdam.small', 'm4-metal-small.ashburn.bulk'],
  ]);
});

it('every lane takes turns or may run together with others, never both', () => {
  expect(ids(LANES.filter((one) => !takesTurns(one)))).toEqual(['lambda-1gb.us-east-1.small']);
  expect(turnsOf(LANES).flat().length + LANES.filter((one) => !takesTurns(one)).length).toBe(LANES.length);
});
