import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const VERSION = '1.39.0';
const MODULE = fileURLToPath(new URL('../provider', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/firstbyte', import.meta.url));

/**
 * A mirror directory with the real Equinix provider, built from the Go module proxy: go.sum names what it is made of. The first build
 * takes about four minutes of two cores and is kept. Throws when Go is missing.
 */
export async function equinixMirror(): Promise<string> {
  const go = execFileSync('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], { encoding: 'utf8' }).trim().split('\n');
  const made = ['go.mod', 'go.sum'].map((file) => readFileSync(join(MODULE, file)));
  const key = createHash('sha256')
    .update([...go, ...made].join('\n'))
    .digest('hex')
    .slice(0, 16);
  const mirror = join(CACHE, `equinix-provider-${key}`);
  if (existsSync(mirror)) return mirror;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  try {
    const [, system, architecture] = go;
    const folder = join(making, 'registry.terraform.io/equinix/equinix', VERSION, `${system}_${architecture}`);
    mkdirSync(folder, { recursive: true });
    const args = ['install', '-trimpath', '-ldflags', '-s -w', 'github.com/equinix/terraform-provider-equinix'];
    await promisify(execFile)('go', args, { cwd: MODULE, env: { ...process.env, GOBIN: folder } });
    renameSync(join(folder, 'terraform-provider-equinix'), join(folder, `terraform-provider-equinix_v${VERSION}`));
    renameSync(making, mirror);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return mirror;
}
