import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { bundleAgent } from '../../../../agent/bundle.ts';
import { LOCAL_PROGRAMS } from '../../../../bin/local/ports.ts';
import { folderRecords } from '../../../../lib/adapters/local/folder-records.ts';
import { processHost } from '../../../../lib/adapters/local/process-host.ts';
import { contentBlock } from '../../../../lib/domain/content.ts';
import { agentNodeFlags } from '../../../../lib/domain/node-flags.ts';
import { hostConformance } from '../../../conformance/host.ts';

const BYTES = 1000;
const body = contentBlock(1).subarray(0, BYTES);
const server = createServer((_, response) => response.setHeader('content-length', BYTES).end(body));
const folder = mkdtempSync(join(tmpdir(), 'firstbyte-hosts-'));
let url = '';

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/object`;
  for (const [id, entry] of Object.entries(LOCAL_PROGRAMS)) await bundleAgent(entry, join(folder, `${id}.mjs`));
});

afterAll(() => server.close());

for (const id of Object.keys(LOCAL_PROGRAMS))
  hostConformance(id, async () => {
    const records = folderRecords(mkdtempSync(join(folder, 'records-')));
    const host = processHost({ program: join(folder, `${id}.mjs`), nodeFlags: agentNodeFlags, records, env: {} });
    return { host, records, url, bytes: BYTES, running: async () => host.running(), patienceMs: 20_000 };
  });
