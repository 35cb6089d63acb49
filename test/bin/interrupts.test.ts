import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Command, start, until } from './command.ts';
import { type Process, remaining, treeOf, watchTree } from './process-tree.ts';
import { configIn, HEALTHY, pageOf, recordOf, runFolder, runsIn, SMALL, samplesOf, scratch } from './run-files.ts';

/** A run of many short rounds, so that it is measuring whenever it is interrupted. */
async function measuring(): Promise<{ readonly command: Command; readonly out: string }> {
  const folder = scratch();
  const out = join(folder, 'out');
  const config = configIn(folder, { ...SMALL, connections: ['reused', 'fresh'], rounds: 500, standIns: { near: HEALTHY } });
  const command = start(['local', '--json', '--config', config, '--out', out]);
  await until('the second round ends', () => /round 2 of/.test(command.stderr()));
  return { command, out };
}

const mainOf = (command: Command) => treeOf(command.pid).find(({ command: line }) => line.includes('firstbyte.ts')) as Process;

describe('an interrupt while a run measures', () => {
  it('ends it in order: exit code 130, a report of what exists, nothing left', async () => {
    const { command, out } = await measuring();
    const tree = watchTree(command.pid);
    command.child.kill('SIGINT');
    const { code, stdout, stderr } = await command.ended;
    tree.stop();
    expect(code, stderr).toBe(130);
    expect(await remaining(tree.seen(), 1)).toEqual([]);
    const printed = JSON.parse(stdout);
    expect(printed).toMatchObject({ status: 'interrupted', left: 0, failures: 0 });
    expect(printed.samples).toBeGreaterThanOrEqual(20);
    const top = runFolder(out);
    expect(readdirSync(top).sort()).toEqual(['index.html', 'run.json', 'samples.csv.gz', 'samples.ndjson.gz']);
    const record = recordOf(top);
    expect(record).toMatchObject({ status: 'interrupted', teardown: { total: 0, problems: [] } });
    expect(record.lanes).toMatchObject([{ outcome: 'stopped', reason: 'interrupted by SIGINT' }]);
    expect(record.rounds.done).toBeGreaterThanOrEqual(2);
    expect(record.rounds.done).toBeLessThan(500);
    expect(samplesOf(top).filter(({ kind }) => kind === 'timed')).toHaveLength(printed.samples);
    expect(pageOf(top)).toMatch(/interrupted/i);
  });

  it('is one interrupt when a terminal sends it to every process of the group', async () => {
    const { command } = await measuring();
    const tree = treeOf(command.pid);
    for (const { pid } of tree) process.kill(pid, 'SIGINT');
    const { code, stdout } = await command.ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'interrupted', left: 0 });
    expect(await remaining(tree, 1)).toEqual([]);
  });

  it('ends at once when it comes twice, and leaves no process', async () => {
    const { command } = await measuring();
    const tree = watchTree(command.pid, 20);
    const main = mainOf(command);
    // Held back, so that the clean-up of the first cannot be over before the second comes.
    const agent = treeOf(main.pid).find(({ command: line }) => line.includes('this-machine')) as Process;
    process.kill(agent.pid, 'SIGSTOP');
    command.child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 400));
    const again = performance.now();
    command.child.kill('SIGINT');
    const { code } = await command.ended;
    tree.stop();
    expect(performance.now() - again).toBeLessThan(1000);
    expect(code).toBe(130);
    expect(await remaining(tree.seen(), 5)).toEqual([]);
  });
});

describe('an interrupt before anything is measured', () => {
  it('ends with exit code 130 and leaves no process and no working files of stores', async () => {
    const folder = scratch();
    const out = join(folder, 'out');
    const config = configIn(folder, { ...SMALL, standIns: { near: HEALTHY } });
    const command = start(['local', '--config', config, '--out', out]);
    const tree = watchTree(command.pid, 20);
    await until('the run has a folder', () => runsIn(out).length > 0);
    command.child.kill('SIGINT');
    const { code, stderr } = await command.ended;
    tree.stop();
    expect(code, stderr).toBe(130);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(await remaining(tree.seen(), 5)).toEqual([]);
    for (const run of runsIn(out)) expect(existsSync(join(out, run, 'work', 'stores', 'near'))).toBe(false);
  });
});
