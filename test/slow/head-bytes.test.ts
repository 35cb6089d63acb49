import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { bundleAgent } from '../../agent/bundle.ts';
import { LOCAL_PROGRAMS } from '../../bin/local/ports.ts';
import { folderRecords } from '../../lib/adapters/local/folder-records.ts';
import { processHost } from '../../lib/adapters/local/process-host.ts';
import { contentBlock } from '../../lib/domain/content.ts';
import { agentNodeFlags } from '../../lib/domain/node-flags.ts';
import { type Block, ORDER_VERSION } from '../../lib/domain/order.ts';
import { isSample } from '../../lib/domain/sample.ts';
import { median } from '../../lib/domain/statistics/quantile.ts';
import { parseLines } from '../../lib/pipeline/read-lines.ts';
import { linesKey } from '../../lib/pipeline/run-records.ts';

// An S3 URL signed with a role's session token is about this much longer than one signed with a plain key.
const TOKEN_BYTES = 1800;
const BYTES = 1000;
const BLOCKS = 40;
const TIMED = 25;

it('costs a store with a session token in its URLs less than 0.1 ms a request', async () => {
  const body = contentBlock(1).subarray(0, BYTES);
  const server = createServer((_, response) => response.setHeader('content-length', BYTES).end(body));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-heads-'));
  const program = join(folder, 'agent.mjs');
  await bundleAgent(LOCAL_PROGRAMS['this-machine'] as string, program);
  const records = folderRecords(folder);
  const host = processHost({ program, nodeFlags: agentNodeFlags, records, env: {} });
  const post = { run: 'r', lane: 'l', scenario: 'transfer', role: 'client', serves: false, host: 'this-machine', site: 'local' };
  const handle = await host.start(post);
  try {
    await vi.waitUntil(() => host.ready(handle), { timeout: 20_000 });
    const block = (cell: string, query: string): Block => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/object?${query}`;
      const exchange = {
        parts: [{ kind: 'object', method: 'GET', url, headers: {}, bytes: BYTES, offset: 0 } as const],
        parallel: 1,
        bytes: BYTES,
      };
      const axes = { store: cell, connection: 'reused', operation: 'get', size: BYTES, streams: 1 };
      return { cell, axes, warmups: 2, timed: TIMED, exchanges: Array.from({ length: TIMED + 2 }, () => exchange) };
    };
    // Both kinds in turn, each first as often as second: what drifts, drifts for both.
    const blocks = Array.from({ length: BLOCKS }, (_, i) => {
      const pair = [block('short', 'x=1'), block('long', `x=${'t'.repeat(TOKEN_BYTES)}`)];
      return i % 2 === 0 ? pair : pair.toReversed();
    }).flat();
    const order = {
      v: ORDER_VERSION,
      run: 'r',
      lane: 'l',
      round: 0,
      scenario: 'transfer',
      role: 'client',
      seed: 1,
      peers: {},
      timeoutSeconds: 10,
      calibrationRequests: 0,
      blocks,
    } as const;
    await host.send(handle, order);
    await vi.waitUntil(async () => (await host.poll(handle, { ...post, round: 0 })).done, { timeout: 120_000, interval: 100 });
    const samples = [...parseLines((await records.read(linesKey('l', 'client', 0))) ?? '')].filter(isSample);
    const typical = (cell: string) =>
      median(samples.filter((sample) => sample.cell === cell && sample.kind === 'timed').map(({ ttfb }) => Number(ttfb)));
    const [short, long] = [typical('short'), typical('long')];
    console.log(`TTFB with a short head ${short.toFixed(3)} ms, with ${TOKEN_BYTES} bytes more ${long.toFixed(3)} ms`);
    expect(long - short).toBeLessThan(0.1);
  } finally {
    await host.stop(handle);
    server.close();
  }
});
