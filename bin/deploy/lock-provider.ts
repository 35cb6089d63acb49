import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadInput } from '../../lib/domain/errors.ts';
import { synthHosts } from '../../packet-tf/hosts-stack.ts';
import { METAL_LOCK } from './metal-lock.ts';

/** Where builds run. */
const PLATFORM = 'linux_amd64';
/** A registry that is slow, not one that is silent. */
const WITHIN_MS = 300_000;

/**
 * `firstbyte packet lock`: has Terraform ask its registry for the hashes of the Latitude.sh provider and writes them down for every build
 * to come. Needs network and terraform, once. Throws BadInput, and leaves the file as it was.
 */
export function lockProvider(to: string = METAL_LOCK): void {
  const root = mkdtempSync(join(tmpdir(), 'firstbyte-lock-'));
  try {
    const folder = synthHosts([{ provider: 'latitude', role: 'any', hostname: 'any', plan: 'c2-small-x86', site: 'AMS' }], {
      outdir: root,
      backend: { kind: 'local', path: 'terraform.tfstate' },
      region: 'us-east-1',
      powerOffMinutes: 1,
    });
    const args = ['providers', 'lock', `-platform=${PLATFORM}`, '-no-color'];
    const { error, status, stderr } = spawnSync('terraform', args, { cwd: folder, encoding: 'utf8', timeout: WITHIN_MS });
    if (error && 'code' in error && error.code === 'ENOENT')
      throw new BadInput('terraform is not on PATH: install it, 1.11 or later');
    const lock = join(folder, '.terraform.lock.hcl');
    if (error || status !== 0 || !existsSync(lock))
      throw new BadInput(
        `the provider could not be locked: ${complaint(stderr) || (error?.message ?? 'terraform gave no reason')}`,
      );
    // zh: are the registry's own, signed. What a mirror or a local build gives is an h1: alone, of who knows what.
    if (!/"h1:/.test(readFileSync(lock, 'utf8')) || !/"zh:/.test(readFileSync(lock, 'utf8')))
      throw new BadInput(
        "the lock holds no hashes of the registry's own: run this where terraform reaches registry.terraform.io",
      );
    copyFileSync(lock, to);
    console.log(`${to}: commit it, then npx cdk deploy --all`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** The first error of Terraform's, without its frame. */
function complaint(stderr: string): string {
  const words = stderr.replaceAll(/[│╷╵]/g, ' ').replaceAll(/\s+/g, ' ');
  return words
    .slice(Math.max(0, words.indexOf('Error:')))
    .trim()
    .slice(0, 300);
}
