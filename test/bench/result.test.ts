import { describe, expect, it } from 'vitest';
import { fileName, whyNotKept } from '../../bench/result.ts';

const OPTIONS = { json: false, only: [], rounds: 20, quick: false, profile: false };
const quiet = { average: 0.1, busy: 0.02 };
const LOAD = { before: quiet, during: 0.03, after: quiet };

describe('a result', () => {
  it('is named by date, time, kernel and cores, so that two of a day are two files', () => {
    const machine = {
      cpu: 'CPU',
      cores: 2,
      memoryBytes: 1,
      kernel: '6.1.0-13-amd64',
      congestionControl: null,
      slowStartAfterIdle: null,
      isolation: 'root',
      pinned: true,
      tools: {},
    } as const;
    expect(fileName({ at: '2026-11-21T10:05:07.123Z', machine })).toBe('2026-11-21-100507-6.1.0-2cores.json');
  });

  it('is kept of a whole run of an idle machine', () => {
    expect(whyNotKept(OPTIONS, { load: LOAD, crashed: [] })).toBeUndefined();
  });

  it.each([
    ['others worked before it', { ...LOAD, before: { average: 1, busy: 0.2 } }, 'others used 20 %'],
    ['others worked meanwhile', { ...LOAD, during: 0.11 }, 'others used 11 %'],
    ['others worked after it', { ...LOAD, after: { average: 1, busy: 0.5 } }, 'others used 50 %'],
  ])('is not kept where %s', (_, load, why) => {
    expect(whyNotKept(OPTIONS, { load, crashed: [] })).toContain(why);
  });

  it('is not kept where a figure crashed', () => {
    expect(whyNotKept(OPTIONS, { load: LOAD, crashed: ['figure wire ended early: x'] })).toContain('figure wire');
  });

  it.each([[{ only: ['fresh'] }], [{ quick: true }], [{ profile: true }], [{ rounds: 19 }]])(
    'is not kept of a run with %j',
    (part) => {
      expect(whyNotKept({ ...OPTIONS, ...part }, { load: LOAD, crashed: [] })).toContain('only a run of all figures');
    },
  );
});
