import { describe, expect, it } from 'vitest';
import { CLIENT_BOUND } from '../../../lib/domain/client-bound.ts';
import type { LaneInstrument } from '../../../lib/domain/lane-instrument.ts';
import type { LaneRecord, RunRecord } from '../../../lib/domain/run.ts';
import { lanes } from '../../../lib/report/sections/lanes.ts';
import { syntheticRun } from '../../fixtures/report/synthetic-run.ts';
import { parse, readable, rows } from './page-text.ts';

/** The section of a run whose one lane was changed like this. */
function sectionOf(change: Partial<LaneRecord> = {}) {
  const run = syntheticRun();
  const changed: RunRecord = { ...run, lanes: run.lanes.map((lane) => ({ ...lane, ...change })) };
  return parse(`<html><head><title></title></head><body>${lanes(changed).text}</body></html>`);
}
const tableOf = (name: string, change: Partial<LaneRecord> = {}) => rows(sectionOf(change), `[aria-label="${name}"]`)[0];
const [{ instrument: whole }] = syntheticRun().lanes as [LaneRecord];
const changed = (change: Partial<LaneInstrument>): Partial<LaneRecord> => ({
  instrument: { ...(whole as LaneInstrument), ...change },
});

describe('the page’s section of the instrument', () => {
  it('states the rule by which a client counts as the bottleneck, with the thresholds it was applied with', () => {
    const text = readable(sectionOf());
    for (const share of Object.values(CLIENT_BOUND)) expect(text).toContain(`${Math.round(share * 100)} % or more`);
    expect(text).toContain('a lane when most of its cells are');
  });

  it('shows each lane’s own error before and after its orders, over plain HTTP and over TLS', () => {
    const [before, after] = syntheticRun().lanes[0]?.calibration ?? [];
    if (!before || !after) throw new Error('not calibrated');
    const later = { ...after, errorMs: { min: 0.1, median: 0.3, p90: 0.4, max: 0.9 } };
    expect(tableOf('Own error', { calibration: [before, later] })).toEqual([
      expect.any(String),
      '100',
      ...['0.120', '0.300', '0.400', '0.900'],
      ...['0.170', '0.170', '0.330', '0.910'],
    ]);
  });

  it('has dashes where an older agent told no error over TLS', () => {
    const calibration = (syntheticRun().lanes[0]?.calibration ?? []).map(({ tls: _, ...one }) => one);
    expect(tableOf('Own error', { calibration })?.slice(-4)).toEqual(['–', '–', '–', '–']);
  });

  it('shows what held the client back, and which blocks it bound', () => {
    expect(tableOf('What held the client back')).toEqual([
      expect.any(String),
      ...['2', '22.0 %', '97.0 %', '0.130', '0.920', '2.31', '61', '43.2', '1.87', 'unknown', 'unknown', '637', '860'],
      'processor used up 7, event loop late 2, no core free 1 of 480',
    ]);
  });

  it('shows congestion control, slow start, handshakes, and addresses only where the record lists them', () => {
    expect(tableOf('Connections')?.slice(1)).toEqual(['cubic', 'on', '1,480', '0', 'synthetic-near 3, synthetic-wide 2']);
    expect(rows(sectionOf(), '[aria-label="Addresses"]').map((row) => row.slice(1))).toEqual([
      ['synthetic-wide', '192.0.2.17 192.0.2.91'],
    ]);
    expect(rows(sectionOf(changed({ addresses: [] })), '[aria-label="Addresses"]')).toEqual([]);
  });

  it('flags a lane that its client limited, and no other', () => {
    const loud = readable(sectionOf(changed({ clientBound: true, boundCells: 41 })));
    expect(loud).toContain('limited by the client');
    expect(loud).toContain('of 60: limited by its client');
    expect(readable(sectionOf())).not.toContain('limited by the client');
  });

  it('reads records of before: what they do not hold is unknown', () => {
    const run = syntheticRun();
    const older = run.lanes.map(({ instrument: _, ...lane }) => lane);
    const root = parse(`<html><body>${lanes({ ...run, lanes: older }).text}</body></html>`);
    expect(rows(root, '[aria-label="What held the client back"]')[0]).toEqual(expect.arrayContaining(['unknown', '22.0 %', '–']));
    expect(rows(root, '[aria-label="Connections"]')[0]?.slice(1)).toEqual(['cubic', 'on', '–', '–', '–']);
  });

  const lanesOf = (n: number, change: (lane: LaneRecord, i: number) => Partial<LaneRecord> = () => ({})) => {
    const run = syntheticRun();
    const [lane] = run.lanes as [LaneRecord];
    const many = Array.from({ length: n }, (_, i): LaneRecord => ({ ...lane, id: `lane-${i}`, ...change(lane, i) }));
    return parse(`<html><body>${lanes({ ...run, lanes: many }).text}</body></html>`);
  };

  it('keeps tables of a dozen lanes open, and folds more below what they say together', () => {
    expect(lanesOf(12).querySelector('details table[aria-label], details.fold')).toBeNull();
    const root = lanesOf(13, (_, i) => (i === 4 ? { seconds: 1e6 } : {}));
    expect(rows(root, 'details.fold [aria-label="Lanes"]')).toHaveLength(13);
    const [time] = rows(root, '[aria-label="Lanes: all lanes together"]');
    expect(time?.[0]).toBe('time');
    expect(time?.slice(-2)).toEqual(['lane-4', '1 of 13']);
  });

  it('names lanes that did not go as planned before the fold', () => {
    const root = lanesOf(20, (_, i) => (i === 7 ? { outcome: 'failed', reason: 'HostLost: never ready' } : {}));
    expect(rows(root, '[aria-label="Lanes that did not go as planned"]').map(([id]) => id)).toEqual(['lane-7']);
  });

  it('tells what equal hosts said once, and where they differ which lanes did', () => {
    const root = lanesOf(3, ({ facts }, i) => ({ facts: { ...facts, kernel: i === 2 ? 'odd' : 'usual' } }));
    const facts = rows(root, '[aria-label^="Facts of"]');
    expect(facts).toContainEqual(['congestionControl', 'cubic']);
    expect(facts).toContainEqual(['kernel', 'usual (lane-0 and lane-1); odd (lane-2)']);
  });
});
