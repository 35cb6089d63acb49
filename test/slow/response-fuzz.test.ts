import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FuzzCase, fuzzCases, runCase } from '../agent/engine/fuzz/fuzz-case.ts';
import { playbackServer } from '../agent/engine/fuzz/playback-server.ts';

const FUZZ_SECONDS = 60;
/** Each with its own server; most of a lane's time is waiting for deadlines. */
const LANES = 8;
const read = (name: string): string => readFileSync(new URL(`../fixtures/tls/localhost.${name}.pem`, import.meta.url), 'utf8');
const tls = { key: read('key'), cert: read('cert') };

describe('the engine against mutated answers', () => {
  it(`ends ${FUZZ_SECONDS} s of them in time, by name or with the right bytes, and answers every request after them`, async () => {
    setDefaultCACertificates([...getCACertificates(), tls.cert]);
    const outcomes = new Map<string, number>();
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const lane = async (number: number): Promise<void> => {
      const server = await playbackServer(number % 4 === 3 ? { tls } : {});
      const count = async (each: FuzzCase): Promise<void> => {
        const name = await runCase(server, each);
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      };
      const bounds = { numRuns: 10_000_000, interruptAfterTimeLimit: FUZZ_SECONDS * 1000, markInterruptAsFailure: false };
      await fc.assert(fc.asyncProperty(fuzzCases, count), { seed: seed + number, ...bounds }).finally(() => server.close());
    };
    await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
    const executions = [...outcomes.values()].reduce((sum, n) => sum + n, 0);
    const table = Object.fromEntries([...outcomes].sort(([, a], [, b]) => b - a));
    console.log(`${executions} executions in ${FUZZ_SECONDS} s, seed ${seed}: ${JSON.stringify(table)}`);
    expect(executions).toBeGreaterThan(1000);
  }, 180_000);
});
