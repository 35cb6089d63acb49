import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Ended, start } from './command.ts';
import { type Process, remaining, watchTree } from './process-tree.ts';
import { configIn, HEALTHY, type Printed, pageOf, recordOf, runFolder, SMALL, samplesOf } from './run-files.ts';

const SCHEMAS = new URL('../../docs/schema/', import.meta.url);

function validator(name: string) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
  return ajv.compile(JSON.parse(readFileSync(new URL(name, SCHEMAS), 'utf8')));
}

/** One run, looked at from all sides. */
function measured(flags: readonly string[]) {
  const made = {} as { ended: Ended; out: string; processes: Process[] };
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firstbyte-test-'));
    const out = join(folder, 'out');
    const standIns = { near: HEALTHY, far: { ...HEALTHY, delayMs: 3 } };
    const both = { stores: ['near', 'far', 'dynamodb-local'], operations: ['get', 'put'], connections: ['fresh', 'reused'] };
    const config = configIn(folder, { ...SMALL, ...both, rounds: 2, standIns });
    const command = start(['local', ...flags, '--config', config, '--out', out]);
    const tree = watchTree(command.pid);
    const ended = await command.ended;
    tree.stop();
    Object.assign(made, { ended, out, processes: tree.seen() });
    return () => rmSync(folder, { recursive: true, force: true });
  }, 100_000);
  return made;
}

describe('local --json', () => {
  const made = measured(['--json']);

  it('ends with exit code 0', () => {
    expect(made.ended.code, made.ended.stderr).toBe(0);
  });

  it('prints exactly one JSON object on stdout, with the fields of the contract', () => {
    const lines = made.ended.stdout.split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('');
    const printed = JSON.parse(lines[0] as string) as Printed;
    expect(Object.keys(printed).sort()).toEqual(['cells', 'data', 'failures', 'left', 'report', 'samples', 'seconds', 'status']);
    const folder = runFolder(made.out);
    expect(printed).toMatchObject({
      status: 'complete',
      report: join(folder, 'index.html'),
      data: join(folder, 'run.json'),
      cells: { measured: 12, failed: 0, impossible: 0 },
      failures: 0,
      left: 0,
    });
    const timed = samplesOf(folder).filter(({ kind, error }) => kind === 'timed' && error === null);
    expect(printed.samples).toBe(timed.length);
    expect(timed.length).toBeGreaterThanOrEqual(12 * 2 * 5);
    expect(printed.seconds).toBeGreaterThan(0);
    expect(printed.seconds).toBeLessThan(made.ended.seconds);
  });

  it('shows its progress on stderr: stages, rounds, blocks and the time left', () => {
    expect(made.ended.stderr).toMatch(/round 2 of 2 .*24 of 24 blocks .*about \d+ s left/);
    expect(made.ended.stderr).not.toContain('\u001b[');
  });

  it('leaves the page, the record and the samples in the run folder, and nothing else', () => {
    expect(readdirSync(runFolder(made.out)).sort()).toEqual(['index.html', 'run.json', 'samples.csv.gz', 'samples.ndjson.gz']);
  });

  it('leaves no process running', async () => {
    // The launcher, the command, a client and three stores at the least: otherwise nothing was watched.
    expect(made.processes.length).toBeGreaterThanOrEqual(6);
    expect(await remaining(made.processes, 0.5)).toEqual([]);
  });

  it('writes a record that matches docs/schema/run.schema.json and proves that nothing is left', () => {
    const valid = validator('run.schema.json');
    const record = recordOf(runFolder(made.out));
    expect(valid(record), JSON.stringify(valid.errors)).toBe(true);
    expect(record.teardown).toMatchObject({ total: 0, problems: [] });
    expect(record.cells.every(({ n }) => n >= 10)).toBe(true);
  });

  it('writes samples of which every line matches docs/schema/sample.schema.json', () => {
    const valid = validator('sample.schema.json');
    const refused = samplesOf(runFolder(made.out)).filter((sample) => !valid(sample));
    expect(refused).toEqual([]);
  });

  it('writes a page that needs no network', () => {
    const page = pageOf(runFolder(made.out));
    expect(page).toContain('<title>');
    expect(page).not.toMatch(/<(script|link|img|iframe|source)\b[^>]*\b(src|href)\s*=\s*["']?(https?:)?\/\//);
    expect(page).not.toMatch(/@import|url\(\s*["']?(https?:)?\/\//);
  });
});

describe('local', () => {
  const made = measured([]);

  it('ends with exit code 0', () => {
    expect(made.ended.code, made.ended.stderr).toBe(0);
  });

  it('names the report and the data in the last two lines on stdout', () => {
    const folder = runFolder(made.out);
    const last = made.ended.stdout.trimEnd().split('\n').slice(-2);
    expect(last).toEqual([`report  ${join(folder, 'index.html')}`, `data    ${join(folder, 'run.json')}`]);
  });

  it('says on stderr how much it measured and in what share of the time it did not', () => {
    expect(made.ended.stderr).toMatch(/\d+ timed samples, \d+ warm-ups, 0 failures, 2 of 2 rounds complete/);
    expect(made.ended.stderr).toMatch(/overhead: \d+(\.\d)? % of lane time without an operation/);
  });
});
