import { SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyRegions, readKeys, removeKeys, storedKeys, writeKeys } from '../../../../lib/adapters/aws/provider-keys.ts';
import { type FakeParameters, fakeParameters } from './fakes/parameters.ts';

const KEYS = { accessKeyId: 'ID', secretAccessKey: 'a secret' };
let fake: FakeParameters;
let ssm: SSMClient;
beforeEach(async () => {
  fake = await fakeParameters();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  ssm = new SSMClient({ region: 'us-east-1', endpoint: fake.url, credentials, maxAttempts: 1 });
});
afterEach(async () => {
  ssm.destroy();
  await fake.close();
});

describe('the keys of a provider', () => {
  it('are read back as they were written, and are none before', async () => {
    expect(await readKeys(ssm, 'wasabi', 'eu-central-1')).toBeUndefined();
    await writeKeys(ssm, 'wasabi', 'eu-central-1', KEYS);
    expect(await readKeys(ssm, 'wasabi', 'eu-central-1')).toEqual(KEYS);
    expect(await readKeys(ssm, 'b2', 'eu-central-1')).toBeUndefined();
  });

  it('are encrypted under the key of AWS, cost nothing and carry the tag of their owner', async () => {
    await writeKeys(ssm, 'b2', 'eu-central-003', KEYS);
    expect(fake.parameters.get('/firstbyte/keys/b2/eu-central-003')).toMatchObject({
      Type: 'SecureString',
      Tier: 'Standard',
      Tags: [{ Key: 'firstbyte:owner', Value: 'keys' }],
    });
  });

  it('are replaced by later ones and keep their tag', async () => {
    await writeKeys(ssm, 'wasabi', 'us-east-1', KEYS);
    await writeKeys(ssm, 'wasabi', 'us-east-1', { ...KEYS, accessKeyId: 'NEW' });
    expect(await readKeys(ssm, 'wasabi', 'us-east-1')).toEqual({ ...KEYS, accessKeyId: 'NEW' });
    expect(fake.parameters.get('/firstbyte/keys/wasabi/us-east-1')?.Tags).toHaveLength(1);
  });

  it('are removed once', async () => {
    await writeKeys(ssm, 'wasabi', 'us-east-1', KEYS);
    expect(await removeKeys(ssm, 'wasabi', 'us-east-1')).toBe(true);
    expect(await removeKeys(ssm, 'wasabi', 'us-east-1')).toBe(false);
    expect(fake.parameters.size).toBe(0);
  });

  it('are listed by region over several pages, without being decrypted', async () => {
    for (const { region } of keyRegions('wasabi')) await writeKeys(ssm, 'wasabi', region, KEYS);
    await writeKeys(ssm, 'b2', 'eu-central-003', KEYS);
    const listed = await storedKeys(ssm, 'wasabi');
    expect(listed.map(({ region }) => region).sort()).toEqual(['eu-central-1', 'eu-central-2', 'us-east-1', 'us-west-1']);
    expect(listed[0]?.changedAt).toBeInstanceOf(Date);
  });

  it('fail as AWS says when it refuses', async () => {
    fake.refusal = 'AccessDeniedException';
    for (const work of [
      readKeys(ssm, 'b2', 'x'),
      writeKeys(ssm, 'b2', 'x', KEYS),
      removeKeys(ssm, 'b2', 'x'),
      storedKeys(ssm, 'b2'),
    ])
      await expect(work).rejects.toThrow(expect.objectContaining({ name: 'AccessDeniedException' }));
  });
});
