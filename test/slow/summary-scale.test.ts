import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Generated } from '../../bench/summary/generate.ts';
import { inChild } from '../../bench/summary/in-child.ts';
import type { Summarised } from '../../bench/summary/summarise-folder.ts';

const MILLION = 1e6;

// What a Lambda of the step Summarise has to do for the whole wish with long blocks; bench/summary.ts measures larger ones.
describe('the summary of a million samples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstbyte-scale-'));
  let generated: Generated;
  let summarised: Summarised;
  beforeAll(async () => {
    const how = { folder, samples: MILLION, seed: 1 };
    generated = await inChild('generate', how);
    summarised = await inChild('summarise', how);
  }, 280_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is of all of them', () => {
    expect(Math.abs(generated.samples / MILLION - 1)).toBeLessThan(0.01);
    expect(summarised.timed).toBeGreaterThan(0.5 * MILLION);
    expect(summarised.comparisons).toBeGreaterThan(0);
  });

  it('fits into 512 MB, the whole process included', () => {
    expect(summarised.peakRssBytes).toBeLessThanOrEqual(512e6);
  });

  // Some 11 were seen on a busy machine; processor time, because others lengthen the time on the clock.
  it('takes at most 40 seconds of a processor', () => {
    expect(summarised.cpuSeconds).toBeLessThanOrEqual(40);
  });
});
