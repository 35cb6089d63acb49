import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type MetadataService, metadataService, ROLE_KEYS } from './metadata-service.ts';

const MINUTE_MS = 60_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR_LATER = new Date(NOW + 60 * MINUTE_MS);
const ROLE = { accessKeyId: 'ROLEKEY', secretAccessKey: 'role secret', sessionToken: 'role token' };

let metadata: MetadataService;
let env: NodeJS.ProcessEnv;
/** A process that has asked nothing yet. */
const fresh = async () => {
  vi.resetModules();
  return (await import('../../agent/credentials.ts')).hostCredentials;
};

beforeEach(async () => {
  metadata = await metadataService(HOUR_LATER);
  env = { AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url };
});
afterEach(() => metadata.close());

describe('the keys of a host', () => {
  it('are those of its environment where it has some, without asking anybody', async () => {
    const credentials = await fresh();
    const given = { ...env, AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'B' };
    expect(await credentials(given)).toEqual({ accessKeyId: 'A', secretAccessKey: 'B' });
    expect(await credentials({ ...given, AWS_SESSION_TOKEN: 'C' })).toMatchObject({ sessionToken: 'C' });
    expect(metadata.requests).toEqual([]);
  });

  it('are otherwise its role’s, asked of the metadata service with a session', async () => {
    expect(await (await fresh())(env, () => NOW)).toEqual(ROLE);
    expect(metadata.requests[0]).toBe('PUT /latest/api/token');
    expect(metadata.requests).toHaveLength(3);
  });

  it('are kept until five minutes before they expire, and then asked for again', async () => {
    const credentials = await fresh();
    for (const minutes of [0, 30, 54]) await credentials(env, () => NOW + minutes * MINUTE_MS);
    expect(metadata.requests).toHaveLength(3);
    metadata.role = { keys: { ...ROLE_KEYS, Token: 'next token', Expiration: '2026-11-21T19:00:00Z' } };
    expect(await credentials(env, () => NOW + 56 * MINUTE_MS)).toEqual({ ...ROLE, sessionToken: 'next token' });
  });

  it('are missed by name, and not asked for again with every item', async () => {
    metadata.role = undefined;
    const credentials = await fresh();
    for (let i = 0; i < 3; i++) await expect(credentials(env, () => NOW)).rejects.toMatchObject({ name: 'NoCredentials' });
    expect(metadata.requests).toHaveLength(2);
    metadata.role = { keys: { ...ROLE_KEYS, Expiration: HOUR_LATER.toISOString() } };
    expect(await credentials(env, () => NOW + MINUTE_MS)).toEqual(ROLE);
  });

  it('are missed at once where the service is switched off or not there', async () => {
    const credentials = await fresh();
    await expect(credentials({ ...env, AWS_EC2_METADATA_DISABLED: 'true' })).rejects.toMatchObject({ name: 'NoCredentials' });
    expect(metadata.requests).toEqual([]);
    metadata.close();
    await expect(credentials(env, () => NOW)).rejects.toMatchObject({ name: 'NoCredentials' });
  });
});
