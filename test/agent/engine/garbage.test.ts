import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentNodeFlags } from '../../../lib/domain/node-flags.ts';
import { sourceOf } from '../agent-process.ts';
import { respond, type ScriptedServer, scriptedServer } from '../scripted-server.ts';

const REQUESTS = 2000;

let server: ScriptedServer;
beforeAll(async () => {
  const answer = respond('200 OK', Buffer.alloc(1000));
  server = await scriptedServer((socket) => void socket.write(answer));
});
afterAll(() => server.close());

async function collectionsOf(flags: readonly string[]): Promise<{ readonly between: number; readonly within: number }> {
  const program = [sourceOf('test/agent/collected.ts'), `${server.url}/key`, String(REQUESTS)];
  const child = spawn(process.execPath, [...flags, ...program], { stdio: ['ignore', 'pipe', 'inherit'], timeout: 60_000 });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  expect(code).toBe(0);
  return JSON.parse(printed) as { readonly between: number; readonly within: number };
}

describe('the garbage of small requests', () => {
  it('is collected between them, hardly ever while one is on its way', async () => {
    const { between, within } = await collectionsOf(agentNodeFlags);
    expect(between).toBeGreaterThan(REQUESTS / 50);
    expect(within).toBeLessThan(between / 10);
  });

  it('is left to the runtime where nobody may ask it', async () => {
    const { between, within } = await collectionsOf(agentNodeFlags.filter((flag) => flag !== '--expose-gc'));
    expect(between).toBe(0);
    expect(within).toBeGreaterThan(5);
  });
});
