import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTruthLog } from '../../../../lib/adapters/stores/truth-log.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'truth-'));
});
afterAll(() => rm(folder, { recursive: true }));

const line = (request: string, operation: string) =>
  JSON.stringify({ request, operation, status: 200, bytes: 1, delayMs: 3.01, bodyMs: 0, key: 'a' });

describe('the log of a stand-in', () => {
  it('is read as the requests for objects it tells of', async () => {
    const path = join(folder, 'log');
    await writeFile(path, `${[line('1', 'get'), line('2', 'other'), line('3', 'put')].join('\n')}\n`);
    expect((await readTruthLog(path)).map(({ request, delayMs }) => [request, delayMs])).toEqual([
      ['1', 3.01],
      ['3', 3.01],
    ]);
  });

  it('may end in a line that is still being written', async () => {
    const path = join(folder, 'cut');
    await writeFile(path, `${line('1', 'get')}\n${line('2', 'get').slice(0, 20)}`);
    expect(await readTruthLog(path)).toHaveLength(1);
  });

  it('may hold lines that a full disk has cut', async () => {
    const path = join(folder, 'full');
    const cut = `${line('2', 'get').slice(0, 20)}${'\0'.repeat(30)}${line('3', 'get')}`;
    await writeFile(path, `${line('1', 'get')}\n${cut}\n${line('4', 'get')}\n`);
    expect((await readTruthLog(path)).map(({ request }) => request)).toEqual(['1', '4']);
  });

  it('is empty before its first line', async () => {
    expect(await readTruthLog(join(folder, 'missing'))).toEqual([]);
  });
});
