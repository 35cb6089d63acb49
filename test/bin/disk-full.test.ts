import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { start } from './command.ts';
import { remaining, watchTree } from './process-tree.ts';
import { configIn, HEALTHY, runsIn, scratch } from './run-files.ts';

/** Mounts a disk of this size; gives why not where this user may not. */
function mount(folder: string, size: string): string | undefined {
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder]);
  rmSync(folder, { recursive: true, force: true });
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'firstbyte-disk-'));

/** Why this user cannot have a small disk of its own. */
const refusal = (() => {
  const folder = newFolder();
  const why = mount(folder, '64k');
  unmount(folder);
  return why;
})();

describe.skipIf(refusal !== undefined)(refusal ? `a full disk (not tried: ${refusal})` : 'a full disk', () => {
  it.each([
    ['before anything is measured', '400k', '1KB'],
    ['while objects are written to be read', '8m', '1MB'],
    ['while uploads are measured', '60m', '1MB'],
  ])('%s: one clear line, no stack, nothing left running', async (_, size, objects) => {
    const disk = newFolder();
    onTestFinished(() => unmount(disk));
    expect(mount(disk, size)).toBeUndefined();
    const selection = { sizes: objects, operations: ['get', 'put'], connections: ['reused'], rounds: 8, seed: 7 };
    const config = configIn(scratch(), { ...selection, standIns: { near: HEALTHY } });
    const command = start(['local', '--config', config, '--out', disk]);
    const tree = watchTree(command.pid);
    const { code, stderr } = await command.ended;
    tree.stop();
    console.log(size, code, stderr);
    expect(await remaining(tree.seen(), 5)).toEqual([]);
    expect([1, 3, 4]).toContain(code);
    expect(stderr).not.toMatch(/^ {4}at /m);
    const said = stderr.split('\n').filter((line) => line.startsWith('firstbyte: '));
    expect(said).toEqual([expect.stringMatching(/is full: free space there, or choose another folder/)]);
    for (const run of runsIn(disk)) expect(existsSync(join(disk, run, 'work', 'stores', 'near'))).toBe(false);
  });
});
