import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { folderRecords } from '../../../../lib/adapters/local/folder-records.ts';
import { type ProcessHost, processHost } from '../../../../lib/adapters/local/process-host.ts';
import type { Order, Post } from '../../../../lib/domain/order.ts';
import type { HostHandle } from '../../../../lib/pipeline/ports.ts';
import { linesKey } from '../../../../lib/pipeline/run-records.ts';

const program = fileURLToPath(new URL('../../../fixtures/agents/scripted.mjs', import.meta.url));
const records = folderRecords(mkdtempSync(join(tmpdir(), 'firstbyte-host-')));
const post = (role: string): Post => ({
  run: 'r',
  lane: 'l',
  scenario: 's',
  role,
  serves: false,
  host: 'this-machine',
  site: 'local',
});
const order = (round: number, seed: number) => ({ run: 'r', lane: 'l', round, seed, role: 'client' }) as Order;
const ref = (round: number) => ({ run: 'r', lane: 'l', round, role: 'client' });
const ORDERLY = 1;
const DIES = 13;
const HANGS = 14;
const DIES_IN_A_LINE = 15;
const FAILS_AS_A_WHOLE = 16;

let host: ProcessHost;
const started: HostHandle[] = [];

async function start(role = 'client'): Promise<HostHandle> {
  host = processHost({ program, nodeFlags: [], records, env: { GIVEN: 'yes' } });
  const handle = await host.start(post(role));
  started.push(handle);
  return handle;
}

const readyOf = (handle: HostHandle) => vi.waitUntil(() => host.ready(handle), { timeout: 10_000 });

afterEach(async () => {
  for (const handle of started.splice(0)) await host.stop(handle);
  expect(host.running()).toBe(0);
});

describe('this machine as a host', () => {
  it('is ready once its agent said so, with its addresses', async () => {
    const handle = await start();
    expect((await readyOf(handle))?.addresses).toEqual({ client: '127.0.0.1:1' });
  });

  it('is not ready before', async () => {
    const handle = await start('mute');
    expect(await host.ready(handle)).toBeUndefined();
  });

  it('gives its agent what its role has, and no key of ours', async () => {
    process.env.WASABI_SECRET_KEY = 'never';
    const handle = await start();
    expect((await readyOf(handle))?.facts).toEqual({ secret: null, given: 'yes' });
    delete process.env.WASABI_SECRET_KEY;
  });

  it('has an order done when its end is in the records, after every line before it', async () => {
    const handle = await start();
    await readyOf(handle);
    await host.send(handle, order(3, ORDERLY));
    await vi.waitUntil(async () => (await host.poll(handle, ref(3))).done, { timeout: 10_000 });
    const lines = (await records.read(linesKey('l', 'client', 3)))
      ?.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines?.map(({ kind }) => kind)).toEqual(['timed', 'end']);
  });

  it('is lost with what its agent last said when that dies before it is ready', async () => {
    const handle = await start('stillborn');
    await expect(vi.waitUntil(() => host.ready(handle), { timeout: 10_000 })).rejects.toThrow('exit code 2: cannot measure here');
  });

  it('is lost when its agent dies in an order, and keeps what was measured', async () => {
    const handle = await start();
    await readyOf(handle);
    await host.send(handle, order(4, DIES));
    const state = await vi.waitUntil(async () => {
      const now = await host.poll(handle, ref(4));
      return now.lost ? now : undefined;
    });
    expect(state).toEqual({ done: false, lost: expect.stringContaining('exit code 7') });
    expect(await records.read(linesKey('l', 'client', 4))).toContain('"timed"');
  });

  it('survives an agent that dies in the middle of a line, and drops that line', async () => {
    const handle = await start();
    await readyOf(handle);
    await host.send(handle, order(6, DIES_IN_A_LINE));
    const state = await vi.waitUntil(async () => {
      const now = await host.poll(handle, ref(6));
      return now.lost ? now : undefined;
    });
    expect(state.lost).toMatch(/SIGKILL|no line/);
    expect(await records.read(linesKey('l', 'client', 6))).not.toContain('"block"');
  });

  it('passes on why an order failed as a whole', async () => {
    const handle = await start();
    await readyOf(handle);
    await host.send(handle, order(7, FAILS_AS_A_WHOLE));
    const state = await vi.waitUntil(async () => {
      const now = await host.poll(handle, ref(7));
      return now.done ? now : undefined;
    });
    expect(state).toEqual({ done: true, failed: 'LoopbackFailed: no port' });
  });

  it('stops an agent that hangs in an order, and stopping again is fine', async () => {
    const handle = await start();
    await readyOf(handle);
    await host.send(handle, order(5, HANGS));
    expect(host.running()).toBe(1);
    await host.stop(handle);
    await host.stop(handle);
    expect(host.running()).toBe(0);
  });
});
