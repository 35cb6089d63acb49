import { describe, expect, it } from 'vitest';
import type { Lab } from '../../../bench/lab/lab.ts';
import type { Peer } from '../../../bench/lab/peers.ts';
import { interleave } from '../../../bench/lab/rounds.ts';
import type { Answer } from '../../../bench/protocol.ts';

const COMMAND = { method: 'GET', url: 'u', bytes: 1, count: 9, connection: 'reused', streams: 1, ca: '' } as const;
const left: string[] = [];
const labOf = (profile: boolean): Lab =>
  ({ options: { profile }, leaveOut: (line: string) => left.push(line) }) as unknown as Lab;
const lab = labOf(false);

/** A peer that writes down what it was asked, and refuses from its `refuses`-th command on. */
function scripted(name: string, log: string[], refuses = Number.POSITIVE_INFINITY): Peer {
  let asked = 0;
  const note = async (what: string) => void log.push(`${name} ${what}`);
  return {
    name,
    async ask({ count, bytes }) {
      await note(`${count}x${bytes}`);
      if (++asked >= refuses) return { id: asked, error: 'no' };
      const answer: Answer = { id: asked, ttfbUs: [asked], totalUs: [asked], cpuUs: 0, wallUs: 0 };
      return answer;
    },
    peakRssBytes: () => 0,
    restart: () => note('restart'),
    stop: () => note('stop'),
  };
}

describe('the rounds of a case', () => {
  const usual = { title: 'a case', rounds: 6, warmups: 3, command: () => COMMAND };

  it('go on with new processes, warmed up anew, and leave those alone that only give context', async () => {
    const log: string[] = [];
    const peers = ['raw', 'C', 'undici'].map((name) => scripted(name, log));
    const rounds = await interleave(lab, peers, { ...usual, roundsOfAProcess: 4, warmedBy: { bytes: 7 } });
    const of = (name: string): string[] => log.filter((line) => line.startsWith(name)).map((line) => line.slice(name.length + 1));
    const four = Array(4).fill('9x1');
    expect(of('raw')).toEqual(['3x7', ...four, 'restart', '3x7', '9x1', '9x1']);
    expect(of('C')).toEqual(of('raw'));
    expect(of('undici')).toEqual(['3x7', '9x1', '9x1', '9x1']);
    expect([...rounds].map(([name, answers]) => [name, answers.length])).toEqual([
      ['raw', 6],
      ['C', 6],
      ['undici', 3],
    ]);
  });

  it('stay with one process where nothing else is asked for, and where that is profiled', async () => {
    const log: string[] = [];
    await interleave(lab, [scripted('raw', log)], usual);
    await interleave(labOf(true), [scripted('raw', log)], { ...usual, roundsOfAProcess: 4 });
    expect(log).not.toContain('raw restart');
  });

  it('leave out a client that refuses, and fail with the engine', async () => {
    const log: string[] = [];
    const rounds = await interleave(lab, [scripted('raw', log), scripted('C', log, 4)], usual);
    expect([...rounds.keys()]).toEqual(['raw']);
    expect(left.at(-1)).toBe('C is left out of a case: no');
    await expect(interleave(lab, [scripted('raw', log, 4)], usual)).rejects.toThrow('raw, a case: no');
  });
});
