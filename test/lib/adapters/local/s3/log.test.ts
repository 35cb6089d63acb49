import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type LogLine, openLog } from '../../../../../lib/adapters/local/s3/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'firstbyte-log-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const line = (request: number): LogLine => ({
  ...{ request: String(request), operation: 'get', name: 'GetObject', bucket: 'b', key: 'k', status: 200, bytes: 1 },
  ...{ wantedDelayMs: 0, delayMs: 0, bodyMs: 0, uploadMs: 0, at: 0 },
});
const requestsIn = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((text) => Number(JSON.parse(text).request));
const fail = (error: Error) => {
  throw error;
};

describe('the log', () => {
  it('holds every line once and in order, whenever it is closed', async () => {
    for (const pauseMs of [0, 50, 101, 103]) {
      const path = join(folder, `closed after ${pauseMs}`);
      const log = openLog(path, fail);
      for (let i = 0; i < 500; i++) log.write(line(i));
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      for (let i = 500; i < 600; i++) log.write(line(i));
      log.close();
      expect(requestsIn(path)).toEqual(Array.from({ length: 600 }, (_, i) => i));
    }
  });

  it('reaches the file without being closed', async () => {
    const path = join(folder, 'open');
    const log = openLog(path, fail);
    log.write(line(1));
    const deadline = performance.now() + 5_000;
    while (requestsIn(path).length === 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(requestsIn(path)).toEqual([1]);
    log.close();
  });

  it('continues a file that is there', () => {
    const path = join(folder, 'continued');
    writeFileSync(path, `${JSON.stringify(line(1))}\n`);
    const log = openLog(path, fail);
    log.write(line(2));
    log.close();
    expect(requestsIn(path)).toEqual([1, 2]);
  });

  it('says when it cannot be written', () => {
    expect(() => openLog(join(folder, 'none', 'log'), fail)).toThrow(expect.objectContaining({ name: 'LogNotWritable' }));
  });
});
