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
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
    encoding: 'utf8',
  });
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
  /** A run on a disk of this size: its end, what it left running, and where it wrote. */
  async function runOn(size: string, objects: string) {
    const disk = newFolder();
    onTestFinished(() => unmount(disk));
    expect(mount(disk, size)).toBeUndefined();
    const selection = { sizes: objects, operations: ['get', 'put'], connections: ['reused'], rounds: 8, seed: 7 };
    const config = configIn(scratch(), { ...selection, standIns: { near: HEALTHY } });
    const command = start(['local', '--config', config, '--out', disk]);
    const tree = watchTree(command.pid);
    const { code, stderr } = await command.ended;
    tree.stop();
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(await remaining(tree.seen(), 5)).toEqual([]);
    for (const run of runsIn(disk)) expect(existsSync(join(disk, run, 'work', 'stores', 'near'))).toBe(false);
    return { code, stderr, runs: runsIn(disk) };
  }

  it('before anything is measured is bad input: nothing is made', async () => {
    const { code, stderr, runs } = await runOn('60k', '1KB');
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(
      /^firstbyte: .* cannot be written \(.*no space left.*\): free it or choose another folder with --out\.$/m,
    );
    expect(runs).toEqual([]);
  });

  it('while results are written ends the run with one line that says what to do', async () => {
    const { code, stderr } = await runOn('400k', '1KB');
    expect([1, 3, 4]).toContain(code);
    const said = stderr.split('\n').filter((line) => line.startsWith('firstbyte: '));
    expect(said).toEqual([expect.stringMatching(/is full: free space there, or choose another folder with --out/)]);
  });

  it('under a stand-in is what the run says of that stand-in', async () => {
    const { code, stderr } = await runOn('8m', '1MB');
    expect(code, stderr).toBe(3);
    expect(stderr).toMatch(/^near could not be measured: .*the disk of this stand-in is full/m);
  });
});
