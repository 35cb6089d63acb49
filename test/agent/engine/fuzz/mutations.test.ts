import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FuzzCase, fuzzCases, runCase } from './fuzz-case.ts';
import { type PlaybackServer, playbackServer } from './playback-server.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../fixtures/tls/localhost.${name}.pem`, import.meta.url), 'utf8');
const tls = { key: read('key'), cert: read('cert') };

describe.each([
  ['plain', undefined, 350],
  ['TLS', tls, 120],
] as const)('over %s, any change to a recorded answer', (_, secure, numRuns) => {
  let server: PlaybackServer;
  beforeAll(async () => {
    setDefaultCACertificates([...getCACertificates(), tls.cert]);
    server = await playbackServer(secure ? { tls: secure } : {});
  });
  afterAll(() => server.close());

  it('ends in time, by name or with the right bytes, and leaves the next request alone', async () => {
    const outcomes = new Map<string, number>();
    const count = async (each: FuzzCase): Promise<void> => {
      const name = await runCase(server, each);
      outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    };
    // fast-check prints the seed and the smallest case that fails; shrinking is bounded, because each step takes real time.
    await fc.assert(fc.asyncProperty(fuzzCases, count), {
      numRuns,
      interruptAfterTimeLimit: 25_000,
      markInterruptAsFailure: false,
    });
    expect(outcomes.size).toBeGreaterThan(4);
  }, 60_000);
});
