import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { recordAddress } from '../../bin/compare/read-side.ts';
import type { RunRecord } from '../../lib/domain/run.ts';
import { madeRun } from '../fixtures/runs/two-runs.ts';
import { runHere } from './command-here.ts';
import { scratch } from './run-files.ts';

const STEADY = [10, 10.2, 9.9, 10.1, 10, 9.8, 10.1, 10, 9.9, 10.2];
const by = (factor: number) => STEADY.map((median) => median * factor);
const before = madeRun({ id: 'before', cells: { near: STEADY, far: by(9), gone: STEADY } });
const after = madeRun({ id: 'after', cells: { near: by(1.4), far: by(9), gone: { failed: 'no keys' } } });
const old = 'test/fixtures/runs/v1-first-schema.json';

/** Each run in a folder of its own, as a run leaves it. */
function folders(...runs: readonly RunRecord[]): string[] {
  const top = scratch();
  return runs.map((run, i) => {
    const folder = join(top, `${i}`);
    mkdirSync(folder);
    writeFileSync(join(folder, 'run.json'), JSON.stringify(run));
    return folder;
  });
}

const compare = (...args: readonly string[]) => runHere(['compare', ...args]);

describe('compare', () => {
  it('tells the finding first, then what changed by weight, then what could not be compared', async () => {
    const { stdout, stderr, code } = await compare(...folders(before, after));
    expect([code, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^A {2}before /);
    expect(lines[3]).toBe(
      '2 figures compared by total time: 1 surely slower in B, none surely faster, 1 without a sure difference. The largest sure change: near is 1.40x slower (1.38 to 1.42).',
    );
    expect(lines.findIndex((line) => line.endsWith(' near'))).toBeLessThan(lines.findIndex((line) => line.endsWith(' far')));
    expect(stdout).toMatch(/1 {2}failed in B \(no keys\): gone/);
    expect(stdout).toContain('What another day, another host or another route would change is not in them');
  });

  it('--json keeps its contract: pairs of cell, ratio, low, high, verdict', async () => {
    const { stdout, code } = await compare(...folders(before, after), '--json');
    const { pairs, notCompared } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(pairs).toHaveLength(2);
    expect(pairs[0]).toMatchObject({ cell: 'near', verdict: 'slower' });
    for (const { ratio, low, high } of pairs) expect(low <= ratio && ratio <= high).toBe(true);
    expect(notCompared).toEqual([{ cell: 'gone', why: 'Failed', detail: 'no keys', side: 'b' }]);
  });

  it('--html writes a page of its own that loads nothing', async () => {
    const page = join(scratch(), 'change.html');
    const { code } = await compare(...folders(before, after), '--html', page);
    expect(code).toBe(0);
    const text = readFileSync(page, 'utf8');
    expect(text).toContain('1.40x slower');
    expect(text).not.toMatch(/<script|https?:|src=|<link/);
  });

  it.each([
    ['5 where a cell is surely slower by more', [before, after], '10%', 5],
    ['5 too where per cent are given as a number', [before, after], '10', 5],
    ['1 where none is, and a cell that A measured failed in B', [before, after], '50%', 1],
    ['0 where nothing got worse', [before, { ...before, id: 'again' }], '10%', 0],
    ['3 where no cell is in both', [before, madeRun({ id: 'other', cells: { elsewhere: STEADY } })], '10%', 3],
  ] as const)('--fail-on ends with %s', async (_, runs, limit, expected) => {
    const { code, stdout } = await compare(...folders(...runs), '--fail-on', limit);
    expect(code, stdout).toBe(expected);
  });

  it('takes several runs a side, and then no longer warns of the day', async () => {
    const [a1, a2, b1, b2] = folders(before, { ...before, id: 'before2' }, after, { ...after, id: 'after2' });
    const { stdout } = await compare(`${a1},${a2}`, `${b1},${b2}`);
    expect(stdout).toContain('2/2 runs');
    expect(stdout).not.toContain('another day');
  });

  it('reads what the first version wrote', async () => {
    const { code, stdout } = await compare(old, old, '--metric', 'ttfb,speed');
    expect(code).toBe(0);
    expect(stdout).toContain('32 figures compared by time to first byte and speed');
  });

  it('shows twenty cells without a sure difference, and all of them when asked', async () => {
    const run = madeRun({ cells: Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`cell-${i}`, STEADY])) });
    const [a, b] = folders(run, { ...run, id: 'b' }) as [string, string];
    const [short, long] = [await compare(a, b), await compare(a, b, '--all')].map(
      ({ stdout }) => stdout.match(/ {2}cell-\d+$/gm)?.length,
    );
    expect([short, long]).toEqual([20, 30]);
  });
});

describe('addresses', () => {
  async function served(status: number, body: string): Promise<string> {
    const server = createServer((request, response) => {
      if (request.url === '/moved/run.json') response.writeHead(302, { location: '/secret/run.json' }).end();
      else response.writeHead(request.url === '/secret/run.json' ? status : 404).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('a run’s address, its page’s or its folder’s, also where it was moved', async () => {
    const top = await served(200, JSON.stringify(after));
    const [a] = folders(before) as [string];
    for (const path of ['/secret/run.json', '/secret/index.html', '/secret/', '/moved/run.json']) {
      const { stdout, stderr } = await compare(a, top + path, '--json');
      expect(JSON.parse(stdout || 'null')?.runs, stderr).toEqual({ a: ['before'], b: ['after'] });
    }
  });

  it('a filtered page’s address means the same run', () => {
    expect(recordAddress('https://example.org/x/index.html#store=s3')).toBe('https://example.org/x/run.json');
    expect(recordAddress('https://example.org/x/old.json')).toBe('https://example.org/x/old.json');
  });

  it.each([
    ['nothing there', 404, '', 'answers 404'],
    ['no JSON', 200, '<html>', 'is not JSON'],
  ])('%s is one line and exit code 2', async (_, status, body, message) => {
    const { code, stderr } = await compare(old, `${await served(status, body)}/secret/run.json`);
    expect([code, stderr.trim().split('\n').length]).toEqual([2, 1]);
    expect(stderr).toContain(message);
  });
});

describe('bad input is one line and exit code 2', () => {
  const file = (text: string): string => {
    const path = join(scratch(), 'given.json');
    writeFileSync(path, text);
    return path;
  };
  const BAD: readonly (readonly [string, () => string, string])[] = [
    ['a file that is not there', () => '/nowhere/run.json', 'does not exist'],
    ['a folder of no run', () => scratch(), 'holds no run.json'],
    ['no JSON', () => file('{'), 'is not JSON'],
    ['no record', () => file('{"v":1}'), 'is no run.json of firstbyte'],
    ['a newer version', () => file(JSON.stringify({ ...before, v: 9 })), 'update firstbyte'],
    ['an empty place', () => `${old},`, 'without empty places'],
    ['nobody who answers', () => 'http://127.0.0.1:1/run.json', 'cannot be fetched'],
    ['no address', () => 'http://', 'is no address'],
  ];
  it.each(BAD)('%s', async (_, given, message) => {
    const { code, stdout, stderr } = await compare(given(), old);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trim().split('\n'), stderr).toHaveLength(1);
    expect(stderr).toContain(message);
  });

  it.each([
    [['--metric', 'speeed'], 'They have: ttfb'],
    [['--fail-on', 'much'], 'for example 10%'],
    [['--html', '/nowhere/at/all.html'], 'cannot be written'],
  ])('%j', async (flags, message) => {
    const { code, stderr } = await compare(old, old, ...flags);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
