import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lockProvider } from '../../../bin/deploy/lock-provider.ts';

let folder: string;
let lock: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firstbyte-lock-test-'));
  lock = join(folder, 'latitude.lock.hcl');
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  vi.spyOn(console, 'log').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** A terraform that writes these hashes, or complains. */
function terraform(does: string): void {
  writeFileSync(join(folder, 'terraform'), `#!/bin/sh\necho "$@" >'${folder}/called'\n${does}\n`);
  chmodSync(join(folder, 'terraform'), 0o755);
}
const writes = (...hashes: string[]) => `grep -q latitudesh/latitudesh cdk.tf.json || exit 9
printf '%s\\n' ${hashes.map((hash) => `'"${hash}",'`).join(' ')} >.terraform.lock.hcl`;

describe('the lock of the provider of bare metal', () => {
  it("holds the registry's hashes for the platform that builds run on", () => {
    terraform(writes('h1:aaa', 'zh:bbb'));
    lockProvider(lock);
    expect(readFileSync(join(folder, 'called'), 'utf8')).toBe('providers lock -platform=linux_amd64 -no-color\n');
    expect(readFileSync(lock, 'utf8')).toContain('zh:bbb');
    expect(console.log).toHaveBeenCalledWith(expect.stringContaining('commit it, then npx cdk deploy --all'));
  });

  it.each([
    ['a mirror or a local build was asked', writes('h1:aaa'), /holds no hashes of the registry's own/],
    [
      'the registry is out of reach',
      "printf '╷\\n│ Error: Could not retrieve\\n│ providers\\n╵\\n' >&2; exit 1",
      /could not be locked: Error: Could not retrieve providers$/,
    ],
    ['terraform says nothing at all', 'exit 3', /could not be locked: terraform gave no reason$/],
  ])('is not written where %s', (_, does, says) => {
    terraform(does);
    expect(() => lockProvider(lock)).toThrow(expect.objectContaining({ name: 'BadInput', message: expect.stringMatching(says) }));
    expect(existsSync(lock)).toBe(false);
  });

  it('asks for terraform where there is none', () => {
    vi.stubEnv('PATH', folder);
    expect(() => lockProvider(lock)).toThrow(/terraform is not on PATH/);
  });
});
