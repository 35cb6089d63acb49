import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from './command.ts';
import { scratch } from './run-files.ts';

const plan = async (...flags: string[]) => {
  const { code, stdout, stderr } = await run(['plan', ...flags, '--json'], { emptyEnv: true });
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((total, count) => total + count, 0);

describe('plan, with nothing in its environment', () => {
  it('--preset wish --json counts every cell by store, host and pair, and says what cannot exist', async () => {
    const made = await plan('--preset', 'wish');
    for (const field of ['cells', 'impossible']) expect(made[field]).toBeGreaterThan(100);
    for (const counts of ['byStore', 'byHost', 'byPair']) expect(sum(made[counts])).toBe(made.cells);
    expect(Object.keys(made.byStore).sort()).toEqual(['b2', 'dynamodb', 's3', 'wasabi']);
    expect(Object.keys(made.byPair)).toHaveLength(6);
    expect(Object.keys(made.byHost)).toHaveLength(12);
    expect(
      sum(
        Object.fromEntries(made.impossibleReasons.map(({ reason, cells }: { reason: string; cells: number }) => [reason, cells])),
      ),
    ).toBe(made.impossible);
    expect(made.estimate.usd).toBeGreaterThan(10);
    expect(made.estimate.lines.every((line: { source: string; asOf: string }) => line.source && line.asOf)).toBe(true);
  });

  it('--preset quick stays under 5 USD and 45 minutes', async () => {
    const { estimate, cells } = await plan('--preset', 'quick');
    expect(cells).toBeGreaterThan(100);
    expect(estimate.usd).toBeLessThan(5);
    expect(estimate.seconds).toBeLessThan(2700);
  });

  it('says the same as text', async () => {
    const { stdout, code } = await run(['plan'], { emptyEnv: true });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^preset quick: \d+ cells in \d+ lanes, 10 rounds; \d+ cells cannot exist$/m);
    expect(stdout).toMatch(/^estimate: \d+ min, \d+\.\d\d USD, /m);
  });

  it('gives the same plan for the same seed', async () => {
    expect(await plan('--seed', '3')).toEqual(await plan('--seed', '3'));
  });
});

describe('--help', () => {
  it.each([[[]], [['local']], [['plan']], [['demo']], [['report']]])(
    'of %j shows examples and exit codes on stdout and ends with 0',
    async (command) => {
      const { code, stdout, stderr } = await run([...command, '--help']);
      expect(code).toBe(0);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^Usage: firstbyte/m);
      expect(stdout).toMatch(/^Examples:\n {2}\S/m);
      expect(stdout).toMatch(/^Exit codes: 0 good, /m);
    },
  );
});

describe('demo --no-open', () => {
  it('names a finished page, made with shaped stand-ins and labelled so, within two seconds', async () => {
    const { code, stdout, stderr, seconds } = await run(['demo', '--no-open']);
    expect(code, stderr).toBe(0);
    const path = /^report {2}(.+)$/m.exec(stdout)?.[1] ?? '';
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toMatch(/stand-in/i);
    expect(stderr).toMatch(/shaped stand-ins, not against providers/);
    expect(seconds).toBeLessThan(2);
  });
});

describe('report', () => {
  it('of a folder that does not exist says so', async () => {
    const { code, stderr } = await run(['report', `${scratch()}/nowhere`]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^firstbyte: .*nowhere does not exist: [^\n]+\n$/);
  });

  it('of a folder that holds no unfinished run says so in one line, exit code 2', async () => {
    const { code, stdout, stderr } = await run(['report', scratch()]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^firstbyte: .* holds nothing to make a report of: [^\n]+\n$/);
  });

  it.each([
    ['its folder', 'run.json', 'index.html', ''],
    ['its run.json', 'run.json', 'index.html', 'run.json'],
    ['a record of another name', 'monday.json', 'monday.html', 'monday.json'],
  ])('of a finished run, given as %s, draws its page again from a record of any version', async (_, record, page, given) => {
    const folder = scratch();
    copyFileSync('test/fixtures/runs/v1-first-schema.json', join(folder, record));
    const { code, stdout, stderr } = await run(['report', join(folder, given)]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toBe(`report  ${join(folder, page)}\n`);
    expect(readFileSync(join(folder, page), 'utf8')).toContain('20261120-180000-frst');
  });

  it('never writes over a page of somebody else', async () => {
    const folder = scratch();
    copyFileSync('test/fixtures/runs/v1-first-schema.json', join(folder, 'run.json'));
    writeFileSync(join(folder, 'index.html'), 'my page');
    const { code, stderr } = await run(['report', folder]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^firstbyte: .*is no page of firstbyte: [^\n]+\n$/);
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('my page');
  });
});
