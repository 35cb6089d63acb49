import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { standInStore } from '../../../../lib/adapters/local/stand-in-store.ts';
import { objectStore } from '../../../../lib/adapters/stores/object-store.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import type { Store } from '../../../../lib/pipeline/ports.ts';

const ENTRY = fileURLToPath(new URL('../../../../lib/adapters/local/s3/main.ts', import.meta.url));
const keys = { accessKeyId: 'AKIDTEST', secretAccessKey: 'secret' };
const record = { id: 'stand-in', title: 'stand-in', site: 'here', kind: 'object stand-in' };
const NOTHING = { 'stand-in processes': 0, 'stand-in files': 0 };
const opened: Store[] = [];

function make(
  entry = ENTRY,
  client?: (port: number) => Store,
): { readonly store: Store; readonly folder: string; readonly port: () => number } {
  const top = mkdtempSync(join(tmpdir(), 'firstbyte-stand-in-'));
  const folder = join(top, 'data');
  const log = join(top, 'log.ndjson');
  let listening = 0;
  const store = standInStore({
    record,
    entry,
    config: { port: 0, folder, log, region: 'local-1', ...keys, shape: { delayMs: 0, jitterMs: 0, bytesPerSecond: 0, seed: 1 } },
    folder,
    client: (port) => {
      listening = port;
      const endpoint = `http://127.0.0.1:${port}`;
      return (
        client?.(port) ??
        objectStore({
          record,
          endpoint,
          region: 'local-1',
          ...keys,
          pathStyle: true,
          run: 'r',
          now: () => new Date(),
          truthLog: log,
        })
      );
    },
  });
  opened.push(store);
  return { store, folder, port: () => listening };
}

const seed = (store: Store) => store.seed({ key: 'pool/1', bytes: 1000, offset: 0, content: contentBlock(1) });
const listens = (port: number) =>
  fetch(`http://127.0.0.1:${port}`).then(
    () => true,
    () => false,
  );

afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

describe('a store whose service is a child process', () => {
  it('starts with open, holds what was seeded, and is gone with its data after close', async () => {
    const { store, folder, port } = make();
    await store.open();
    await seed(store);
    expect(await store.left()).toMatchObject({ 'stand-in processes': 1, objects: expect.any(Number) });
    await store.close();
    expect(await store.left()).toEqual(NOTHING);
    expect(existsSync(folder)).toBe(false);
    expect(await listens(port())).toBe(false);
  });

  it('may be opened and closed twice, and closed without being opened', async () => {
    const { store } = make();
    await store.close();
    await store.open();
    await store.open();
    await store.close();
    await store.close();
    expect(await store.left()).toEqual(NOTHING);
  });

  it('says what its service gave to each request', async () => {
    const { store } = make();
    await store.open();
    await seed(store);
    await vi.waitUntil(async () => ((await store.truth?.()) ?? []).length > 0);
    expect((await store.truth?.())?.at(-1)).toMatchObject({ operation: 'put', status: 200 });
    await store.close();
  });

  it('closes after its service has died, and nothing is left', async () => {
    const { store, folder, port } = make();
    await store.open();
    await seed(store);
    const { execFileSync } = await import('node:child_process');
    const pid = execFileSync('sh', ['-c', `ps -eo pid,ppid,args | awk -v p=${process.pid} '$2 == p && /s3\\/main/ {print $1}'`], {
      encoding: 'utf8',
    }).trim();
    process.kill(Number(pid), 'SIGKILL');
    await vi.waitUntil(async () => !(await listens(port())));
    await store.close();
    expect(await store.left()).toEqual(NOTHING);
    expect(existsSync(folder)).toBe(false);
  });

  it('ends its service even when that cannot be emptied', async () => {
    const refuses = async () => {
      throw new Error('no credentials');
    };
    const broken: Store = { record, open: refuses, seed: refuses, sign: refuses as never, close: refuses, left: refuses };
    const { store, port } = make(ENTRY, () => broken);
    await expect(store.open()).rejects.toThrow('no credentials');
    expect(await store.left()).toEqual({ 'stand-in processes': 1 });
    await store.close();
    expect(await store.left()).toEqual(NOTHING);
    expect(await listens(port())).toBe(false);
  });

  it('names why its service did not start', async () => {
    const { store } = make(fileURLToPath(new URL('../../../fixtures/agents/scripted.mjs', import.meta.url)));
    await expect(store.open()).rejects.toThrow();
    expect(await store.left()).toEqual(NOTHING);
  });
});
