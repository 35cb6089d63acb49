import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../bench/options.ts';

const FIGURES = ['reused', 'fresh'];

describe('flags of the bench', () => {
  it('measure everything in twenty rounds when none is given', () => {
    expect(parseOptions([], FIGURES)).toEqual({ json: false, only: [], rounds: 20, quick: false, profile: false });
  });

  it('choose figures, rounds and few rounds', () => {
    expect(parseOptions(['--only', 'fresh,reused', '--rounds', '6', '--json'], FIGURES)).toMatchObject({
      only: ['fresh', 'reused'],
      rounds: 6,
      json: true,
    });
    expect(parseOptions(['--only', 'fresh', '--profile'], FIGURES)).toMatchObject({ only: ['fresh'], profile: true });
    expect(parseOptions(['--quick'], FIGURES)).toMatchObject({ quick: true, rounds: 3 });
  });

  it.each([
    [['--only', 'nothing'], 'no figure is called nothing: choose from reused, fresh'],
    [['--rounds', 'many'], '--rounds needs a whole number'],
    [['--rounds', '1'], '--rounds needs a whole number of at least 2'],
    [['--fast'], 'flags are --json'],
  ])('refuse %j with one line that says what to do', (argv, message) => {
    expect(() => parseOptions(argv, FIGURES)).toThrow(message);
  });
});
