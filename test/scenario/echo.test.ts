import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localPorts } from '../../bin/local/ports.ts';
import { progress } from '../../bin/local/progress.ts';
import { makeRunFolder } from '../../bin/local/run-folder.ts';
import { type LocalOutcome, runLocal } from '../../bin/local/run-local.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import type { Sample } from '../../lib/domain/sample.ts';
import { echoPlan } from './echo/plan.ts';

const ROUNDS = 7;
const out = mkdtempSync(join(tmpdir(), 'firstbyte-echo-'));
const agent = fileURLToPath(new URL('echo/agent.ts', import.meta.url));
let outcome: LocalOutcome;
let run: RunRecord;
let samples: Sample[];
let html: string;

beforeAll(async () => {
  const folder = makeRunFolder(out, 'echo-run');
  const show = progress(false, () => performance.now());
  const hosts = ['echo-server', 'echo-client'];
  const ports = await localPorts({
    run: 'echo-run',
    folder,
    scenario: () => echoPlan,
    stores: new Map(),
    hosts,
    programs: Object.fromEntries(hosts.map((host) => [host, agent])),
    keys: { accessKeyId: 'none', secretAccessKey: 'none' },
    onLine: show.line,
  });
  const selection = {
    scenario: 'echo',
    stores: [],
    hosts,
    pairs: ['local'],
    sizes: [10, 1000],
    operations: [],
    connections: [],
    streams: [],
    rounds: ROUNDS,
    seed: 5,
  };
  const request = {
    run: 'echo-run',
    preset: 'test',
    selection,
    stores: [],
    skipped: [],
    startedAt: new Date().toISOString(),
    version: '0.0.0',
  };
  outcome = await runLocal({ request, folder, ports, progress: show });
  if (!outcome.report) throw new Error(outcome.failure);
  html = readFileSync(outcome.report, 'utf8');
  run = JSON.parse(readFileSync(join(dirname(outcome.report), 'run.json'), 'utf8'));
  samples = gunzipSync(readFileSync(join(dirname(outcome.report), 'samples.ndjson.gz')))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}, 60_000);

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('a scenario of two roles that nothing outside its folder knows', () => {
  it('runs through the whole pipeline', () => {
    expect(outcome.failure).toBeUndefined();
    expect(run.status).toBe('complete');
    expect(run.scenarios.map(({ id }) => id)).toEqual(['echo']);
    expect(run.lanes).toHaveLength(1);
    expect(run.lanes[0]).toMatchObject({ outcome: 'measured', host: 'echo-client', rounds: { planned: ROUNDS, done: ROUNDS } });
  });

  it('has its client told where its server is', () => {
    expect(samples.filter(({ kind }) => kind === 'timed')).toHaveLength(ROUNDS * 4 * 4);
    expect(samples.every(({ error }) => error === null)).toBe(true);
  });

  it('measures what its server really waits', () => {
    for (const [wait, least] of [
      ['2ms', 2],
      ['6ms', 6],
    ] as const) {
      const cells = run.cells.filter(({ axes }) => axes.wait === wait);
      for (const cell of cells) expect(cell.metrics.roundTrip?.min).toBeGreaterThanOrEqual(least - 1);
    }
  });

  it('has its own axis compared, and the slower server called slower', () => {
    const verdicts = run.comparisons.filter(({ metric }) => metric === 'roundTrip');
    expect(verdicts).toHaveLength(2);
    for (const { a, verdict, ratio } of verdicts) {
      expect(a).toContain('2ms');
      expect(ratio).toBeLessThan(0.8);
      expect(verdict).toBe('a');
    }
  });

  it('keeps its impossible cells in the plan, with their reason on the page', () => {
    expect(run.cells.filter(({ impossible }) => impossible)).toHaveLength(2);
    expect(html).toContain('an echo that never comes cannot be timed');
  });

  it('shows its own words on the page', () => {
    for (const text of ['Which wait is answered first', 'Round trip', 'Server waits']) expect(html).toContain(text);
  });

  it('leaves no process of either role', () => {
    expect(outcome.left).toBe(0);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(out);
  });
});
