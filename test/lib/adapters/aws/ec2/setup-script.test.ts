import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { orderScript, type Setup, setupScript } from '../../../../../lib/adapters/aws/ec2/setup-script.ts';
import { nodePackage } from './region-world.ts';

const root = mkdtempSync(join(tmpdir(), 'firstbyte-setup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const SHELLS = ['/bin/sh', '/bin/bash'];
const ADDRESS = "https://bucket/errand?X-Amz-Signature=5ecre7&it's=$HOME `id`";
/** Stands for Node: writes down its arguments, one a line. */
const NODE = `[ "$1" = --version ] || printf '%s\\n' "$@" >>"$HOME/asked"`;
const hashOf = (name: string, data: Uint8Array) => createHash(name).update(data).digest('hex');

let home = '';
let setup: Setup;
let runs = 0;

beforeEach(() => {
  home = join(root, `machine-${runs++}`);
  const published = join(home, 'published');
  mkdirSync(published, { recursive: true });
  const node = nodePackage(published, NODE);
  writeFileSync(join(published, 'agent.mjs'), 'the agent');
  const urlOf = (file: string) => pathToFileURL(join(published, file)).href;
  setup = {
    agent: { url: urlOf('agent.mjs'), hash: hashOf('sha256', Buffer.from('the agent')) },
    node: { url: urlOf('node.tgz'), hash: hashOf('sha512', node) },
    nodeFlags: ['--max-old-space-size=48'],
    errand: ADDRESS,
    serves: false,
  };
});

const run = (script: string, { shell = '/bin/sh', path = '/usr/local/bin:/usr/bin:/bin' } = {}) =>
  spawnSync(shell, ['-c', script], { cwd: home, env: { PATH: path, HOME: home }, encoding: 'utf8', timeout: 20_000 });
const asked = () => readFileSync(join(home, 'asked'), 'utf8').trim().split('\n');

/** A PATH with everything the script needs but one tool. */
function pathWithout(missing: string): string {
  const folder = join(home, 'bin');
  mkdirSync(folder);
  for (const tool of ['curl', 'tar', 'gzip', 'sha256sum', 'sha512sum', 'mkdir', 'tail', 'rm', 'mv', 'sh'])
    if (tool !== missing)
      symlinkSync(spawnSync('/bin/sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim(), join(folder, tool));
  return folder;
}

describe.each(SHELLS)('the scripts in %s', (shell) => {
  it.each([
    ['setup of a client', () => setupScript(setup)],
    ['setup of a server', () => setupScript({ ...setup, serves: true })],
    ['order', () => orderScript(setup)],
  ])('are well formed: %s', (_, script) => {
    expect(spawnSync(shell, ['-n'], { input: script(), encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it('hand the agent its flags and its address, whatever characters that has', () => {
    expect(run(setupScript(setup), { shell })).toMatchObject({ status: 0, stdout: '', stderr: '' });
    expect(asked()).toEqual(['--max-old-space-size=48', 'agent.mjs', ADDRESS]);
  });

  it('never print the address, even of an agent that is killed', () => {
    const node = nodePackage(join(home, 'published'), `[ "$1" = --version ] || kill -9 $$`);
    const { status, stderr } = run(setupScript({ ...setup, node: { ...setup.node, hash: hashOf('sha512', node) } }), { shell });
    expect(status).toBe(137);
    expect(stderr).not.toContain('5ecre7');
  });
});

describe('the setup', () => {
  it('may run twice; the second time downloads nothing', () => {
    run(setupScript(setup));
    rmSync(join(home, 'published'), { recursive: true });
    expect(run(setupScript(setup))).toMatchObject({ status: 0, stderr: '' });
    expect(asked()).toHaveLength(6);
  });

  it('downloads again what was left half-done', () => {
    mkdirSync(join(home, 'firstbyte'));
    writeFileSync(join(home, 'firstbyte/agent.mjs'), 'the age');
    expect(run(setupScript(setup))).toMatchObject({ status: 0 });
    expect(readFileSync(join(home, 'firstbyte/agent.mjs'), 'utf8')).toBe('the agent');
  });

  it.each(['curl', 'tar', 'sha512sum'])('says that the image has no %s', (tool) => {
    const { status, stderr } = run(setupScript(setup), { path: pathWithout(tool) });
    expect([status, stderr]).toEqual([3, `this image has no ${tool}\n`]);
  });

  it('names a file that is not what was published, and keeps nothing of it', () => {
    const { status, stderr } = run(setupScript({ ...setup, node: { ...setup.node, hash: '0'.repeat(128) } }));
    expect([status, stderr]).toEqual([5, 'node.tgz is not what was published: its hash differs\n']);
    expect(spawnSync('ls', [join(home, 'firstbyte')], { encoding: 'utf8' }).stdout).toBe('agent.mjs\n');
  });

  it('names a file that cannot be downloaded', () => {
    rmSync(join(home, 'published/agent.mjs'));
    const { status, stderr } = run(setupScript(setup));
    expect(status).toBe(4);
    expect(stderr).toMatch(/agent\.mjs could not be downloaded from the asset bucket\n$/);
  });

  it('names a Node that does not run on this machine', () => {
    const node = nodePackage(join(home, 'published'), 'exit 1');
    const { status, stderr } = run(setupScript({ ...setup, node: { ...setup.node, hash: hashOf('sha512', node) } }));
    expect([status, stderr]).toEqual([6, 'this Node does not run here\n']);
  });

  it('hands on the exit code and the last words of the agent, not all of them', () => {
    const node = nodePackage(join(home, 'published'), '[ "$1" = --version ] || { seq 9000 >&2; exit 2; }');
    const { status, stderr } = run(setupScript({ ...setup, node: { ...setup.node, hash: hashOf('sha512', node) } }));
    expect([status, stderr]).toEqual([2, '8996\n8997\n8998\n8999\n9000\n']);
  });
});

describe('an order', () => {
  it('is refused on a machine that was never set up', () => {
    expect(run(orderScript(setup))).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(/this instance was never set up\n$/),
    });
  });

  it('is handed to the agent that was set up', () => {
    run(setupScript(setup));
    expect(run(orderScript({ ...setup, errand: 'http://next/' }))).toMatchObject({ status: 0 });
    expect(asked().at(-1)).toBe('http://next/');
  });
});
