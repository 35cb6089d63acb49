import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Command, ROOT, run, start, startProgram, until } from './command.ts';
import { alive, type Process, remaining, treeOf } from './process-tree.ts';
import { configIn, HEALTHY, pageOf, recordOf, runFolder, SMALL, samplesOf, scratch } from './run-files.ts';

/** After a SIGKILL of any process, the whole tree is gone within this time. */
const GONE_WITHIN_SECONDS = 5;
const TIMED = 5;

interface Measuring {
  readonly command: Command;
  readonly out: string;
  readonly tree: readonly Process[];
  readonly find: (what: string) => Process;
}

/** A run in the middle of its rounds, with every process it has. */
async function measuring(through: 'npm' | 'launcher', rounds: number): Promise<Measuring> {
  const folder = scratch();
  const out = join(folder, 'out');
  const standIns = { near: HEALTHY, other: HEALTHY };
  const config = configIn(folder, { ...SMALL, connections: ['reused', 'fresh'], rounds, standIns });
  const flags = ['--config', config, '--out', out];
  const command =
    through === 'npm' ? startProgram('npm', ['run', 'local', '--', ...flags], { cwd: ROOT }) : start(['local', ...flags]);
  await until('the third round ends', () => /round 3 of/.test(command.stderr()));
  const tree = treeOf(command.pid);
  const find = (what: string) => {
    const found = tree.find(({ command: line }) => line.includes(what));
    if (!found) throw new Error(`no ${what} among ${tree.map(({ command: line }) => line).join(' | ')}`);
    return found;
  };
  // npm, its shell and the launcher come and go with the way it was started; these are always there.
  for (const part of ['firstbyte.ts', 'this-machine', 's3/main.ts']) find(part);
  return { command, out, tree, find };
}

/** Blocks that the progress display has announced as done. */
function announcedBlocks(stderr: string): number {
  return Math.max(...[...stderr.matchAll(/(\d+) of \d+ blocks/g)].map(([, done]) => Number(done)));
}

/** Lines of a kind in the records of a run that was cut off. */
function recorded(top: string, kind: string): number {
  const lanes = join(top, 'work', 'records', 'lanes');
  const files = readdirSync(lanes, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ndjson'));
  return files
    .flatMap((name) => readFileSync(join(lanes, name), 'utf8').split('\n'))
    .filter((line) => line.includes(`"kind":"${kind}"`)).length;
}

describe('SIGKILL of whoever started the run ends all of it, and what was measured is kept', () => {
  it.each([
    ['npm', 'npm', (it: Measuring) => it.command.pid],
    ['the launcher', 'launcher', (it: Measuring) => it.find('launch.cjs').pid],
    ['the command itself', 'launcher', (it: Measuring) => it.find('firstbyte.ts').pid],
  ] as const)('%s', async (_, through, victim) => {
    const it = await measuring(through, 500);
    const announced = announcedBlocks(it.command.stderr());
    expect(announced).toBeGreaterThanOrEqual(3 * 4);
    process.kill(victim(it), 'SIGKILL');
    expect(await remaining(it.tree, GONE_WITHIN_SECONDS)).toEqual([]);

    const top = runFolder(it.out);
    // With its starter dead the command may still have had the time to write its report.
    if (!existsSync(join(top, 'index.html'))) {
      expect(recorded(top, 'block')).toBeGreaterThanOrEqual(announced);
      const { code, stdout, stderr } = await run(['report', top]);
      expect(code, stderr).toBe(1);
      expect(stderr).toContain('the run was cut off');
      expect(stdout).toContain(`report  ${join(top, 'index.html')}`);
      expect(recordOf(top).samples.timed).toBe(recorded(top, 'timed'));
    }
    const record = recordOf(top);
    expect(record.status).toBe('interrupted');
    expect(record.samples.timed).toBeGreaterThanOrEqual(announced * TIMED);
    expect(samplesOf(top).filter(({ kind }) => kind === 'timed')).toHaveLength(record.samples.timed);
    expect(pageOf(top)).toContain('near');
  });
});

describe('SIGKILL of a part of the run', () => {
  it('a stand-in: its cells fail by name, the other store is measured to the end, nothing is left', async () => {
    const { command, out, tree, find } = await measuring('launcher', 30);
    process.kill(find('s3/main.ts').pid, 'SIGKILL');
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(1);
    expect(await remaining(tree, 1)).toEqual([]);
    const { cells, stores, status, teardown } = recordOf(runFolder(out));
    expect(status).toBe('partial');
    expect(teardown).toMatchObject({ total: 0, problems: [] });
    const dead = cells.filter(({ failures }) => failures > 0);
    const whole = cells.filter(({ failures }) => failures === 0);
    expect(new Set(dead.map(({ axes }) => axes.store)).size).toBe(1);
    expect(dead).toHaveLength(2);
    for (const cell of dead) {
      expect(
        Object.keys(cell.errors).every((name) => ['ConnectRefused', 'EndedEarly', 'Reset'].includes(name)),
        JSON.stringify(cell.errors),
      ).toBe(true);
      expect(cell.errors.ConnectRefused).toBeGreaterThan(0);
      expect(cell.n).toBeGreaterThanOrEqual(3 * TIMED);
    }
    expect(whole.map(({ n, rounds }) => ({ n, rounds }))).toEqual(Array(2).fill({ n: 30 * TIMED, rounds: 30 }));
    expect(stores).toHaveLength(2);
  });

  it('the agent: its lane ends as an outcome that says so, with every block before it', async () => {
    const { command, out, tree, find } = await measuring('launcher', 500);
    const announced = announcedBlocks(command.stderr());
    process.kill(find('this-machine').pid, 'SIGKILL');
    const { code, stderr } = await command.ended;
    expect(code, stderr).toBe(1);
    expect(stderr).toMatch(/^lane this-machine\.local\.small failed: .*the agent ended with SIGKILL/m);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(await remaining(tree, 1)).toEqual([]);
    const { status, lanes, samples, teardown } = recordOf(runFolder(out));
    expect(status).toBe('partial');
    expect(lanes).toMatchObject([{ outcome: 'failed' }]);
    expect(lanes[0]?.rounds.done).toBeGreaterThanOrEqual(3);
    expect(samples.timed).toBeGreaterThanOrEqual(announced * TIMED);
    expect(teardown).toMatchObject({ total: 0, problems: [] });
  });
});

it('this test sees processes: a tree that runs is not reported as gone', async () => {
  const { command, tree } = await measuring('launcher', 500);
  expect(alive(tree)).toHaveLength(tree.length);
  command.child.kill('SIGINT');
  await command.ended;
  expect(await remaining(tree, 1)).toEqual([]);
});
