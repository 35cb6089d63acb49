import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseZone } from '../../../../../lib/adapters/aws/ec2/choose-zone.ts';

const usable = ['use1-az1', 'use1-az2', 'use1-az3', 'use1-az4'];
const offerings = {
  't3.nano': ['use1-az1', 'use1-az2', 'use1-az4'],
  't2.nano': ['use1-az1', 'use1-az2', 'use1-az3', 'use1-az4'],
  'a1.medium': ['use1-az2', 'use1-az4'],
};
const types = ['t3.nano', 't2.nano', 'a1.medium'];

describe('the zone of a type', () => {
  it.each(types)('is for %s the one that offers most types of the run, ties by name', (type) => {
    expect(chooseZone(type, { types, offerings, usable })).toMatchObject({ zone: 'use1-az2', deviates: false });
  });

  it('does not depend on the order in which zones and types come', () => {
    const turned = { types: types.toReversed(), offerings, usable: usable.toReversed() };
    expect(chooseZone('t3.nano', turned)).toEqual(chooseZone('t3.nano', { types, offerings, usable }));
  });

  it('is another one, and says so, where the common zone does not offer the type', () => {
    const apart = { ...offerings, 'c8gn.medium': ['use1-az3'] };
    expect(chooseZone('c8gn.medium', { types: [...types, 'c8gn.medium'], offerings: apart, usable })).toEqual({
      zone: 'use1-az3',
      deviates: true,
      others: [],
    });
  });

  it('names the other zones that offer the type, best first', () => {
    expect(chooseZone('t2.nano', { types, offerings, usable })?.others).toEqual(['use1-az4', 'use1-az1', 'use1-az3']);
  });

  it('is none where the type is not offered, or only in zones without a subnet', () => {
    expect(chooseZone('m1.small', { types, offerings, usable })).toBeUndefined();
    expect(chooseZone('a1.medium', { types, offerings, usable: ['use1-az1'] })).toBeUndefined();
  });

  it('always offers the type, and deviates only where the common zone does not', () => {
    const zones = fc.subarray(usable);
    const anyOfferings = fc.record({ a: zones, b: zones, c: zones });
    fc.assert(
      fc.property(anyOfferings, fc.subarray(usable, { minLength: 1 }), (offered, subnets) => {
        const run = { types: ['a', 'b', 'c'], offerings: offered, usable: subnets };
        const choices = run.types.map((type) => chooseZone(type, run));
        const common = new Set(choices.filter((choice) => choice && !choice.deviates).map((choice) => choice?.zone));
        expect(common.size).toBeLessThanOrEqual(1);
        for (const [at, choice] of choices.entries()) {
          const offered_ = offered[run.types[at] as 'a'];
          for (const zone of choice ? [choice.zone, ...choice.others] : []) expect(offered_).toContain(zone);
          if (choice?.deviates) expect(common.has(choice.zone)).toBe(false);
        }
      }),
    );
  });
});
