import { describe, expect, it } from 'vitest';
import { patience } from '../../../../lib/scenarios/transfer/patience.ts';

const timeout = { name: 'Timeout', message: 'no answer in 10 s' };
const refused = { name: 'ConnectRefused', message: 'nobody listens' };

function block(order: object, store: string, errors: readonly (typeof timeout | null)[]) {
  const tried = patience(order, store);
  let begun = 0;
  for (const error of errors) {
    if (tried.refusal()) break;
    begun++;
    tried.saw(error);
  }
  return begun;
}

describe('the patience with a store', () => {
  it('ends a block after two deadlines in a row, and not after two apart', () => {
    expect(block({}, 's', [timeout, timeout, null, null])).toBe(2);
    expect(block({}, 's', [timeout, null, timeout, null])).toBe(4);
  });

  it('ends a block at once when content is not what was written', () => {
    expect(block({}, 's', [{ name: 'ContentMismatch', message: 'other bytes' }, null])).toBe(1);
  });

  it('never ends a block for failures that come at once', () => {
    expect(block({}, 's', [refused, refused, refused, refused])).toBe(4);
  });

  it('begins nothing more of a store after four deadlines in one order, in that order only', () => {
    const order = {};
    const begun = [1, 2, 3, 4].map(() => block(order, 'dead', [timeout, timeout, timeout]));
    expect(begun).toEqual([2, 2, 0, 0]);
    expect(block(order, 'alive', [null, null])).toBe(2);
    expect(block({}, 'dead', [null, null])).toBe(2);
  });

  it('counts deadlines that successes lie between', () => {
    const order = {};
    expect(block(order, 's', [timeout, null, timeout, null, timeout, null, timeout, null, null])).toBe(7);
    expect(block(order, 's', [null])).toBe(0);
  });

  it('says what went before', () => {
    const tried = patience({}, 's');
    tried.saw(timeout);
    tried.saw(timeout);
    expect(tried.refusal()).toEqual({ name: 'Timeout', message: 'not tried after: no answer in 10 s' });
  });
});
