import { describe, expect, it } from 'vitest';
import { parseLines } from '../../../lib/pipeline/read-lines.ts';

const read = (text: string) => [...parseLines(text)];

describe('the lines of a text', () => {
  it('are all of them, with or without a newline at the end', () => {
    expect(read('{"round":0}\n{"round":1}\n')).toEqual([{ round: 0 }, { round: 1 }]);
    expect(read('{"round":0}\n\n{"round":1}')).toEqual([{ round: 0 }, { round: 1 }]);
    expect(read('')).toEqual([]);
  });

  it('leave out what was cut off, wherever it stands', () => {
    expect(read('{"round":0}\n{"rou')).toEqual([{ round: 0 }]);
    expect(read('{"rou\n{"round":1}\n')).toEqual([{ round: 1 }]);
  });
});
