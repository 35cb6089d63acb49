import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Service, startService } from '../../../../lib/adapters/local/service.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'service-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program that reads its config line into `config`; ends with its stdin unless `deaf`. */
async function program(body: string, deaf = false): Promise<string> {
  const path = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  const lifeline = deaf ? '' : `input.once('close', () => process.exit(0));`;
  await writeFile(
    path,
    `import { createInterface } from 'node:readline';
     const input = createInterface({ input: process.stdin });
     const say = (line) => console.log(typeof line === 'string' ? line : JSON.stringify(line));
     ${lifeline}
     input.once('line', (line) => { const config = JSON.parse(line); ${body} });`,
  );
  return path;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function failureOf(start: Promise<Service>): Promise<Error> {
  return start.then(
    () => expect.unreachable('it started'),
    (error: Error) => error,
  );
}

describe('startService', () => {
  it('hands over the config and returns the port and the whole line the child reported', async () => {
    const service = await startService(await program(`say({ ready: true, port: config.port + 1, colour: 'blue' });`), {
      port: 41,
    });
    expect(service.port).toBe(42);
    expect(service.ready).toEqual({ ready: true, port: 42, colour: 'blue' });
    expect(isAlive(service.pid)).toBe(true);
    await service.stop();
    expect(isAlive(service.pid)).toBe(false);
  });

  it('throws the error the child names', async () => {
    const error = await failureOf(startService(await program(`say({ error: { name: 'PortBusy', message: 'in use' } });`), {}));
    expect(error).toMatchObject({ name: 'PortBusy', message: 'in use' });
  });

  it.each([
    ['ends before it is ready', `process.exit(3);`, /exit code 3/],
    ['is killed before it is ready', `process.kill(process.pid, 'SIGKILL');`, /signal SIGKILL/],
    ['throws', `throw new Error('no such thing');`, /no such thing/],
    ['says something that is not JSON', `say('listening on 80');`, /listening on 80/],
    ['reports no port', `say({ ready: true });`, /neither ready/],
    ['stays silent', ``, /not ready within 0.5 s/],
  ])('fails by name when the child %s, and leaves nothing running', async (_, body, message) => {
    const path = await program(`console.error('pid=' + process.pid); ${body}`);
    const error = await failureOf(startService(path, {}, 500));
    expect(error.name).toBe('ServiceFailed');
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    const pid = Number(/pid=(\d+)/.exec(error.message)?.[1]);
    expect(isAlive(pid)).toBe(false);
  });

  it('fails by name when there is no such program', async () => {
    const error = await failureOf(startService(join(folder, 'missing.mjs'), {}));
    expect(error.name).toBe('ServiceFailed');
    expect(error.message).toContain('missing.mjs');
  });

  it('keeps only the end of what a child complains, on one line', async () => {
    const path = await program(`process.stderr.write('x'.repeat(1e6) + '\\nthe end', () => process.exit(1));`);
    const error = await failureOf(startService(path, {}));
    expect(error.message).toMatch(/x the end$/);
    expect(error.message.length).toBeLessThan(5_000);
  });

  it('never lets a talkative child block on its own output', async () => {
    const service = await startService(
      await program(`say({ ready: true, port: 1 }); process.stdout.write('y'.repeat(4e6) + '\\n', () => process.exit(7));`),
      {},
    );
    expect(await service.exited).toEqual({ code: 7, signal: null });
    await service.stop();
  });

  it('stops once, however often it is asked', async () => {
    const service = await startService(await program(`say({ ready: true, port: 1 });`), {});
    await Promise.all([service.stop(), service.stop()]);
    await service.stop();
    expect(await service.exited).toEqual({ code: 0, signal: null });
  });

  it('terminates a child that does not end with its stdin', async () => {
    const service = await startService(await program(`say({ ready: true, port: 1 }); setInterval(() => {}, 1000);`, true), {});
    await service.stop();
    expect(await service.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('kills a child that does not listen to anything', async () => {
    const deaf = `process.on('SIGTERM', () => {}); say({ ready: true, port: 1 }); setInterval(() => {}, 1000);`;
    const service = await startService(await program(deaf, true), {});
    await service.stop();
    expect(await service.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });
});
