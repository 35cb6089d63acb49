import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ROOT, run, startProgram } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'firstbyte-packet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const configuration = (out: string) => JSON.parse(readFileSync(join(out, 'stacks/hosts/cdk.tf.json'), 'utf8'));

describe('packet synth', () => {
  it('writes every plan that was asked for in every site, and says what stands in for it', async () => {
    const out = join(folder, 'all');
    const { code, stdout } = await run(['packet', 'synth', '--out', out]);
    expect(code).toBe(0);
    expect(Object.keys(configuration(out).resource.latitudesh_server)).toHaveLength(9);
    expect(stdout).toContain('n2.xlarge.x86@los-angeles: m4-metal-large in LAX');
    expect(stdout.match(/c2-small-x86 stands in for it/g), 'each reason once').toHaveLength(1);
    expect(stdout).toContain('LATITUDESH_AUTH_TOKEN');
  });

  it('writes the same for the provider that closed, and says that it cannot be applied', async () => {
    const out = join(folder, 'equinix');
    const args = ['--provider', 'equinix', '--hosts', 't1.small.x86@amsterdam'];
    const { code, stdout } = await run(['packet', 'synth', '--out', out, ...args]);
    expect(code).toBe(0);
    expect(configuration(out).resource.equinix_metal_device).toHaveProperty(['t1-small-x86-amsterdam']);
    expect(stdout).toContain('never applied');
  });

  it('needs no network, no terraform and no other program', async () => {
    const out = join(folder, 'alone');
    const node = process.execPath;
    const forbid = `data:text/javascript,${encodeURIComponent(FORBID)}`;
    for (const attempt of ["fetch('http://127.0.0.1:9090')", "require('node:child_process').execFileSync('true')"]) {
      const { stderr } = await startProgram(node, ['--import', forbid, '-e', attempt]).ended;
      expect(stderr, 'what is forbidden fails').toContain('was called');
    }
    // Nothing else can be started or reached: PATH holds only this Node, and the process may neither spawn nor open a socket.
    const args = ['--import', forbid, 'bin/firstbyte.ts', 'packet', 'synth', '--out', out];
    const { code, stderr } = await startProgram(node, args, { cwd: ROOT, emptyEnv: true, env: { PATH: dirname(node) } }).ended;
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(existsSync(join(out, 'stacks/hosts/cdk.tf.json'))).toBe(true);
  });

  it.each([
    [['--hosts', 't1.small.x86'], 'write plan@site'],
    [['--hosts', 't1.small.x86@paris'], 'amsterdam, ashburn, los-angeles'],
    [['--provider', 'hetzner'], 'latitude, equinix'],
    [['--hours', '0'], 'more than 0'],
    [['--region', 'mars'], 'us-east-1'],
  ])('refuses %j in one line', async (args, message) => {
    const { code, stdout, stderr } = await run(['packet', 'synth', '--out', join(folder, 'refused'), ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});

const FORBID = `import net from 'node:net';
import dns from 'node:dns';
import child from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
const forbidden = (name) => () => { throw new Error(name + ' was called'); };
net.Socket.prototype.connect = forbidden('connect');
for (const name of ['lookup', 'resolve']) dns[name] = forbidden(name);
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) child[name] = forbidden(name);
syncBuiltinESMExports();`;
