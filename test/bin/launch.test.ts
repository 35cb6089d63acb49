import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const LAUNCHER = fileURLToPath(new URL('../../bin/launch.cjs', import.meta.url));
let folder: string;

/** What a file that prints this expression says when the launcher runs it. */
function launched(expression: string, env: NodeJS.ProcessEnv): string {
  const file = join(folder, 'printed.mjs');
  writeFileSync(file, `process.stdout.write(String(${expression}));`);
  return execFileSync(process.execPath, [LAUNCHER, '--exec', file], { env: { ...process.env, ...env }, encoding: 'utf8' });
}

describe('the launcher', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firstbyte-launch-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs a file on Node 24', () => {
    expect(launched('process.versions.node', {})).toMatch(/^24\./);
  });

  it('passes the environment on, but never the switch that turns the check of certificates off', () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0', ANOTHER: 'kept' };
    expect(launched('[process.env.NODE_TLS_REJECT_UNAUTHORIZED, process.env.ANOTHER]', env)).toBe(',kept');
  });
});
