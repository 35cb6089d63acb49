import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { DYNAMODB_ENTRY } from '../../../../lib/adapters/local/dynamodb/config.ts';
import { type Service, startService } from '../../../../lib/adapters/local/service.ts';

const started: Service[] = [];
async function start(config: object): Promise<Service> {
  const service = await startService(DYNAMODB_ENTRY, config);
  started.push(service);
  return service;
}
afterEach(async () => {
  for (const service of started.splice(0)) await service.stop();
});

async function tables({ port }: Pick<Service, 'port'>): Promise<readonly string[] | undefined> {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  try {
    return (await client.send(new ListTablesCommand({}))).TableNames;
  } finally {
    client.destroy();
  }
}

describe('the DynamoDB stand-in', () => {
  it('serves on loopback until it is stopped', async () => {
    const service = await start({ port: 0 });
    expect(await tables(service)).toEqual([]);
    await service.stop();
    expect(await service.exited).toEqual({ code: 0, signal: null });
    await expect(tables(service)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('names a port that is in use', async () => {
    const { port } = await start({ port: 0 });
    await expect(start({ port })).rejects.toMatchObject({ name: 'PortBusy', message: expect.stringContaining(String(port)) });
  });

  it('keeps its data in a folder when given one', async () => {
    const path = await mkdtemp(join(tmpdir(), 'dynamodb-'));
    const service = await start({ port: 0, path });
    expect(await tables(service)).toEqual([]);
    expect(await readdir(path)).not.toEqual([]);
    await service.stop();
    await rm(path, { recursive: true });
  });

  it('survives Ctrl-C, which is for its parent to decide about', async () => {
    const service = await start({ port: 0 });
    process.kill(service.pid, 'SIGINT');
    await sleep(200);
    expect(await tables(service)).toEqual([]);
  });

  it('survives a client that goes away in the middle of a request', async () => {
    const service = await start({ port: 0 });
    for (let i = 0; i < 5; i++) {
      const socket = connect(service.port, '127.0.0.1');
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{"half":');
      await once(socket, 'connect');
      await sleep(20);
      socket.resetAndDestroy();
    }
    await sleep(100);
    expect(await tables(service)).toEqual([]);
  });

  it('ends within five seconds when its parent is killed', async () => {
    const parent = spawn(
      process.execPath,
      [
        '--input-type=module-typescript',
        '--eval',
        `const { startService } = await import(${JSON.stringify(new URL('../../../../lib/adapters/local/service.ts', import.meta.url).href)});
         console.log(JSON.stringify(await startService(${JSON.stringify(DYNAMODB_ENTRY)}, { port: 0 })));`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const { port } = JSON.parse(line.toString()) as { port: number };
    expect(await tables({ port })).toEqual([]);
    parent.kill('SIGKILL');
    await expect.poll(() => tables({ port }).catch((error: Error) => error.message), { timeout: 5_000 }).toMatch(/ECONNREFUSED/);
  });
});
