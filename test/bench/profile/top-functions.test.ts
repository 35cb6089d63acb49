import { describe, expect, it } from 'vitest';
import { type CpuProfile, topFunctions } from '../../../bench/profile/top-functions.ts';

const node = (id: number, functionName: string, url = '', lineNumber = -1) => ({
  id,
  callFrame: { functionName, url, lineNumber },
});
const profile: CpuProfile = {
  nodes: [
    node(1, '(idle)'),
    node(2, 'fly', 'file:///x/raw.mjs', 9),
    node(3, '(garbage collector)'),
    node(4, 'fly', 'file:///x/raw.mjs', 9),
    node(5, '', 'node:net', 99),
  ],
  samples: [2, 1, 3, 4, 5, 2],
  timeDeltas: [1000, 10, 5000, 30, 40, 20],
};

describe('the functions of a profile', () => {
  it('are listed by self time, a function called from two places once, idle time left out', () => {
    // A sample lasts until the next one: fly 10 + 40, the collector 30, the unnamed one 20; the last sample has no end.
    expect(topFunctions([profile], 9)).toEqual([
      { name: 'fly raw.mjs:10', selfUs: 50, share: 0.5 },
      { name: '(garbage collector)', selfUs: 30, share: 0.3 },
      { name: '(anonymous) node:net:100', selfUs: 20, share: 0.2 },
    ]);
  });

  it('are taken over several profiles and cut to what was asked for', () => {
    expect(topFunctions([profile, profile], 1)).toEqual([{ name: 'fly raw.mjs:10', selfUs: 100, share: 0.5 }]);
    expect(topFunctions([], 3)).toEqual([]);
  });
});
