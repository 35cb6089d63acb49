import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commandState, sendCommand } from '../../../../../lib/adapters/aws/ec2/command.ts';
import { machine } from '../fakes/machine.ts';
import { type FakeSsm, fakeSsm } from '../fakes/ssm.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firstbyte-command-')));
let fake: FakeSsm;
let ssm: SSMClient;

beforeAll(async () => {
  const only = machine(folder);
  fake = await fakeSsm({ parameters: new Map(), machineOf: () => only });
  ssm = new SSMClient({
    endpoint: fake.url,
    region: 'r',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  ssm.destroy();
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

/** How a script ends. */
async function endOf(script: string) {
  const id = await sendCommand(ssm, { instance: 'i-1', script, seconds: 9, comment: 'c'.repeat(200) });
  return vi.waitUntil(
    async () => {
      const now = await commandState(ssm, 'i-1', id);
      return now.state === 'running' ? undefined : now;
    },
    { timeout: 10_000, interval: 10 },
  );
}

describe('a command', () => {
  it('succeeds with its script', async () => {
    expect(await endOf('true')).toEqual({ state: 'succeeded' });
  });

  it('is ended by SSM after its time', async () => {
    await endOf('true');
    expect(fake.commands.at(-1)?.parameters.executionTimeout).toEqual(['9']);
  });

  it('fails with the last lines of what it complained about, on one line', async () => {
    expect(await endOf('for n in 1 2 3 4; do echo "line $n" >&2; done; exit 9')).toEqual({
      state: 'failed',
      reason: 'Failed: line 2; line 3; line 4',
    });
  });

  it('fails without what may be a secret', async () => {
    const ended = await endOf('echo "cannot GET https://bucket/key?X-Amz-Signature=5ecre7 now" >&2; exit 2');
    expect(ended).toEqual({ state: 'failed', reason: 'Failed: cannot GET <address> now' });
  });

  it('fails with no more words than a page bears', async () => {
    const ended = await endOf('seq 5000 | tr "\\n" " " >&2; exit 2');
    expect(ended.state === 'failed' && ended.reason.length).toBeLessThan(320);
    expect(ended).toMatchObject({ reason: expect.stringMatching(/ \d+$/) });
  });

  it('is under way as long as SSM does not know it yet', async () => {
    expect(await commandState(ssm, 'i-1', 'unheard-of')).toEqual({ state: 'running' });
  });
});
