import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, it } from 'vitest';
import { ENTRY, ended, firstLine, KEYS, REGION, spawnStandIn, startStandIn, UNSHAPED } from './stand-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'firstbyte-s3-process-'));
const CONFIG = {
  port: 0,
  folder: join(folder, 'data'),
  log: join(folder, 'log.ndjson'),
  region: REGION,
  ...KEYS,
  shape: UNSHAPED,
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(config: object | string) {
  const child = spawnStandIn(`${typeof config === 'string' ? config : JSON.stringify(config)}\n`);
  const gone = ended(child);
  return { line: await firstLine(child), ...(await gone) };
}

describe('the stand-in as a process', () => {
  it('says on which port it serves, and ends with code 0 when its stdin ends', async () => {
    const standIn = await startStandIn();
    expect(standIn.port).toBeGreaterThan(0);
    const gone = ended(standIn.child);
    await standIn.stop();
    expect(await gone).toEqual({ code: 0, signal: null });
  });

  it('ignores SIGINT and ends on SIGTERM', async () => {
    const standIn = await startStandIn();
    standIn.child.kill('SIGINT');
    await standIn.client().send(new CreateBucketCommand({ Bucket: 'still-here' }));
    const gone = ended(standIn.child);
    standIn.child.kill('SIGTERM');
    expect(await gone).toEqual({ code: 0, signal: null });
    await standIn.stop();
  });

  it('names a busy port', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const { line, code } = await refusal({ ...CONFIG, port });
    server.close();
    expect(line).toEqual({ error: { name: 'PortBusy', message: expect.stringContaining(`port ${port} is in use`) } });
    expect(code).toBe(2);
  });

  it('names a folder or a log it cannot write to', async () => {
    const file = join(folder, 'a file');
    writeFileSync(file, '');
    expect(await refusal({ ...CONFIG, folder: join(file, 'data') })).toMatchObject({
      line: { error: { name: 'FolderNotWritable', message: expect.stringContaining(file) } },
      code: 2,
    });
    expect(await refusal({ ...CONFIG, log: join(file, 'log') })).toMatchObject({
      line: { error: { name: 'LogNotWritable' } },
      code: 2,
    });
  });

  it('names what is wrong with its configuration', async () => {
    expect(await refusal('not JSON')).toMatchObject({ line: { error: { name: 'BadConfig' } }, code: 2 });
    const { line } = await refusal({ ...CONFIG, region: '' });
    expect(line).toEqual({ error: { name: 'BadConfig', message: 'region: expected a text that is not empty' } });
  });

  it('dies within five seconds when its parent is killed with SIGKILL', async () => {
    // A parent in between: it starts the stand-in as any parent does, tells its pid, and is killed.
    const script = `
      const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(ENTRY)}], { stdio: ['pipe', 'pipe', 'inherit'] });
      child.stdin.write(${JSON.stringify(`${JSON.stringify(CONFIG)}\n`)});
      child.stdout.once('data', () => console.log(child.pid));`;
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await new Promise<number>((resolve) => {
      createInterface({ input: parent.stdout }).once('line', (line) => resolve(Number(line)));
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    const deadline = performance.now() + 5_000;
    while (isAlive(pid) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isAlive(pid)).toBe(false);
  });

  it('has its objects again when it is started in the same folder', async () => {
    const shared = { folder: join(folder, 'kept') };
    const first = await startStandIn(shared);
    await first.client().send(new CreateBucketCommand({ Bucket: 'kept' }));
    await first.client().send(new PutObjectCommand({ Bucket: 'kept', Key: 'a/b', Body: 'content', Metadata: { x: 'y' } }));
    await first.stop();
    const second = await startStandIn(shared);
    const answer = await second.client().send(new GetObjectCommand({ Bucket: 'kept', Key: 'a/b' }));
    expect(await answer.Body?.transformToString()).toBe('content');
    expect(answer.Metadata).toEqual({ x: 'y' });
    await second.stop();
  });
});

/** Not alive: gone, or dead and only not yet reaped by whoever inherited it. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
