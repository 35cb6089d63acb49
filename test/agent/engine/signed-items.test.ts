import { afterEach, describe, expect, it, vi } from 'vitest';
import { signedItems } from '../../../agent/engine/signed-items.ts';
import { NamedError } from '../../../lib/domain/errors.ts';
import type { Exchange, ItemPart } from '../../../lib/domain/order.ts';
import { content } from '../exchanges.ts';

const item = (operation: 'get' | 'put', bytes: number): ItemPart => ({
  kind: 'item',
  operation,
  endpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  table: 'items',
  key: 'k',
  bytes,
  offset: 0,
});
const exchange = (...parts: readonly ItemPart[]): Exchange => ({
  parts,
  parallel: 8,
  bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
});
const block = content(0, 400_000);

/** Signed items beside a count of how often keys were asked for: once for every signature. */
function counted() {
  let asked = 0;
  const keys = async () => {
    asked++;
    return { accessKeyId: 'test', secretAccessKey: 'secret' };
  };
  return { items: signedItems(() => block, keys), asked: () => asked };
}

afterEach(() => void vi.restoreAllMocks());

describe('the items of a block', () => {
  it('are signed ahead, each once, and given away as they were signed', async () => {
    const { items, asked } = counted();
    const parts = [item('put', 1000), item('get', 1000), item('put', 10)];
    await items.ahead([exchange(parts[0] as ItemPart), exchange(...parts.slice(1))]);
    expect(asked()).toBe(3);
    for (const part of parts) {
      const { head, body } = await items.take(part);
      expect(head.toString('latin1')).toContain(`content-length: ${body.length}\r\n`);
    }
    expect(asked()).toBe(3);
  });

  it('are signed anew when one is sent again', async () => {
    const { items, asked } = counted();
    const part = item('get', 1);
    await items.ahead([exchange(part)]);
    const first = await items.take(part);
    expect((await items.take(part)).body).toEqual(first.body);
    expect(asked()).toBe(2);
  });

  it('are all signed right before their clocks where a block sends too much to be held', async () => {
    const { items, asked } = counted();
    const blockOf = (count: number) => Array.from({ length: count }, () => exchange(item('put', 16_000)));
    await items.ahead(blockOf(50));
    expect(asked()).toBe(50);
    await items.ahead(blockOf(100));
    expect(asked()).toBe(50);
  });

  it('are all signed right before their clocks where one is long', async () => {
    const { items, asked } = counted();
    await items.ahead([exchange(item('put', 1000)), exchange(item('put', 38_000), item('put', 1000))]);
    expect(asked()).toBe(0);
  });

  it('are signed anew when their signature is older than a minute', async () => {
    const { items, asked } = counted();
    const [early, late] = [item('get', 1), item('get', 1)];
    await items.ahead([exchange(early, late)]);
    const at = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(at + 59_000);
    await items.take(early);
    expect(asked()).toBe(2);
    vi.spyOn(performance, 'now').mockReturnValue(at + 61_000);
    await items.take(late);
    expect(asked()).toBe(3);
  });

  it('are signed one a turn of the loop, which is not late by all of them', async () => {
    let turns = 0;
    const count = (): void => {
      turns++;
      if (turns < 100) setImmediate(count);
    };
    setImmediate(count);
    const { items } = counted();
    await items.ahead([exchange(...Array.from({ length: 10 }, () => item('put', 1000)))]);
    expect(turns).toBeGreaterThanOrEqual(9);
    turns = 100;
  });

  it('that cannot be signed say so when they are taken', async () => {
    const keys = () => Promise.reject(new NamedError('NoCredentials', 'none'));
    const items = signedItems(() => block, keys);
    const part = item('get', 1);
    await items.ahead([exchange(part)]);
    await expect(items.take(part)).rejects.toMatchObject({ name: 'NoCredentials' });
  });
});
