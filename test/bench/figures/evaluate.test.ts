import { describe, expect, it } from 'vitest';
import { callToDone, cpuPerGib, evaluate, gigabits, NON_INFERIOR, total, ttfb } from '../../../bench/figures/evaluate.ts';
import type { Rounds } from '../../../bench/lab/rounds.ts';
import type { Answer } from '../../../bench/protocol.ts';

const answer = (us: number, cpuUs: number | null = us): Answer => ({ id: 1, ttfbUs: [us], totalUs: [us * 2], cpuUs, wallUs: us });
const twenty = (us: number): Answer[] => Array.from({ length: 20 }, (_, i) => answer(us * (1 + (i % 3) / 100)));
const rounds = (peers: Record<string, number>): Rounds => new Map(Object.entries(peers).map(([name, us]) => [name, twenty(us)]));
const WHOLE = { quick: false, profile: false, rounds: 20 };
const judge = (all: Rounds, asked: Parameters<typeof evaluate>[2], goal: Parameters<typeof evaluate>[3]) =>
  evaluate(WHOLE, all, asked, goal);
const question = { figure: 'f', case: 'c', metric: 'm', unit: 'us', reading: ttfb(0.5) } as const;

describe('a finding', () => {
  it('judges raw against the better Go client and shows every peer by the median of its rounds', () => {
    const finding = judge(rounds({ raw: 100, Go: 120, 'Go tuned': 99, C: 50 }), question, NON_INFERIOR);
    expect(finding).toMatchObject({ verdict: 'reached', n: 20, ratio: { to: 'Go tuned' }, peers: { raw: 101, C: 50.5 } });
    expect(judge(rounds({ raw: 120, Go: 120, 'Go tuned': 99 }), question, NON_INFERIOR).verdict).toBe('missed');
  });

  it('misses non-inferiority by the Go client with the greatest bound, whichever ratio is greater', () => {
    const steady = twenty(100);
    const spread = steady.map(({ ttfbUs: [us = 0] }, i) => answer(us * (i % 2 === 0 ? 0.8 : 1.25)));
    const all: Rounds = new Map([
      ['raw', steady.map(({ ttfbUs: [us = 0] }) => answer(us * 1.02))],
      ['Go', steady],
      ['Go tuned', spread],
    ]);
    const finding = judge(all, question, NON_INFERIOR);
    expect(finding).toMatchObject({ verdict: 'missed', ratio: { to: 'Go tuned' } });
    expect(judge(all, question, { kind: 'at most', limit: 1.1, of: 'Go' })).toMatchObject({
      verdict: 'reached',
      ratio: { to: 'Go' },
    });
  });

  it('is only shown where one of the two Go clients took no part, or not in every round', () => {
    expect(judge(rounds({ raw: 100, Go: 120 }), question, NON_INFERIOR).verdict).toBe('shown');
    const part = new Map([...rounds({ raw: 100, Go: 120 }), ['Go tuned', twenty(120).slice(0, 19)] as const]);
    expect(judge(part, question, NON_INFERIOR).verdict).toBe('shown');
  });

  it('is only shown in a quick or a profiled run, and where the samples are too few for the quantile', () => {
    const all = rounds({ raw: 100, Go: 120, 'Go tuned': 120 });
    expect(judge(all, { ...question, p: 0.5 }, NON_INFERIOR).verdict).toBe('reached');
    expect(judge(all, { ...question, p: 0.99 }, NON_INFERIOR).verdict).toBe('shown');
    expect(evaluate({ ...WHOLE, quick: true }, all, question, NON_INFERIOR).verdict).toBe('shown');
    expect(evaluate({ ...WHOLE, profile: true }, all, question, NON_INFERIOR).verdict).toBe('shown');
  });

  it('judges a limit by the ratio to the peer it names', () => {
    const all = rounds({ raw: 100, Go: 50, 'Go tuned': 60, C: 95 });
    expect(judge(all, question, { kind: 'at most', limit: 1.1, of: 'C' })).toMatchObject({
      verdict: 'reached',
      ratio: { to: 'C' },
    });
    expect(judge(all, question, { kind: 'at most', limit: 1.5, of: 'Go' })).toMatchObject({
      verdict: 'missed',
      ratio: { to: 'Go' },
    });
  });

  it('is only shown without the peer to compare with, with few rounds, or without a goal', () => {
    expect(judge(rounds({ raw: 100 }), question, NON_INFERIOR).verdict).toBe('shown');
    const few = new Map([...rounds({ raw: 1, Go: 2 })].map(([name, answers]) => [name, answers.slice(0, 5)]));
    expect(judge(few, question, NON_INFERIOR).verdict).toBe('shown');
    expect(judge(rounds({ raw: 1, Go: 2 }), question, { kind: 'none', of: 'Go' })).toMatchObject({
      verdict: 'shown',
      goal: null,
    });
  });

  it('leaves out a peer that cannot tell, and takes one that took part in few rounds', () => {
    const all: Rounds = new Map([
      ['raw', twenty(100)],
      ['curl', [answer(70, null)]],
      ['Go', twenty(100)],
    ]);
    expect(judge(all, question, NON_INFERIOR).peers).toEqual({ raw: 101, Go: 101, curl: 70 });
    expect(Object.keys(judge(all, { ...question, reading: cpuPerGib(1) }, NON_INFERIOR).peers)).toEqual(['raw', 'Go']);
  });

  it('takes the time from call to call from the wall, where no process was started in it', () => {
    expect(callToDone({ ...answer(1), wallUs: 900, totalUs: [100, 200] })).toBe(450);
    expect(callToDone({ ...answer(1), wallUs: null })).toBeNaN();
  });

  it('turns times into rates and processor time into seconds for a GiB', () => {
    expect(gigabits(1_000_000_000)(1_000_000)).toBeCloseTo(8);
    expect(cpuPerGib(2 ** 30)({ ...answer(1, 400_000) })).toBeCloseTo(0.4);
    expect(total(1)(answer(5))).toBe(10);
  });
});
