import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../../lib/adapters/local/s3/config.ts';

const GOOD = {
  port: 0,
  folder: 'data',
  log: 'log.ndjson',
  region: 'eu-test-1',
  accessKeyId: 'id',
  secretAccessKey: 'secret',
  shape: { delayMs: 3, jitterMs: 0, bytesPerSecond: 1e8, seed: 1 },
};

describe("the stand-in's configuration", () => {
  it('is taken as it is when it is good', () => {
    const config = { ...GOOD, faults: [{ kind: 'status', status: 503, operation: 'get', prefix: 'a', every: 2 }] };
    expect(parseConfig(JSON.stringify(config))).toEqual(config);
    const varied = { ...GOOD, shape: { ...GOOD.shape, delayVariation: { kind: 'drift', factor: 2, requests: 10 } } };
    expect(parseConfig(JSON.stringify(varied))).toEqual(varied);
  });

  it.each([
    ['port', { ...GOOD, port: 70_000 }],
    ['port', { ...GOOD, port: 1.5 }],
    ['folder', { ...GOOD, folder: '' }],
    ['region', { ...GOOD, region: undefined }],
    ['shape', { ...GOOD, shape: 3 }],
    ['shape.delayMs', { ...GOOD, shape: { ...GOOD.shape, delayMs: -1 } }],
    ['shape.bytesPerSecond', { ...GOOD, shape: { ...GOOD.shape, bytesPerSecond: '1e8' } }],
    ['shape.delayVariation', { ...GOOD, shape: { ...GOOD.shape, delayVariation: 'heavy' } }],
    ['shape.delayVariation.kind', { ...GOOD, shape: { ...GOOD.shape, delayVariation: { kind: 'pareto' } } }],
    [
      'shape.delayVariation.share',
      { ...GOOD, shape: { ...GOOD.shape, delayVariation: { kind: 'bimodal', share: 2, factor: 3 } } },
    ],
    [
      'shape.delayVariation.factor',
      { ...GOOD, shape: { ...GOOD.shape, delayVariation: { kind: 'bimodal', share: 0.5, factor: 0 } } },
    ],
    ['shape.rateVariation.sigma', { ...GOOD, shape: { ...GOOD.shape, rateVariation: { kind: 'lognormal' } } }],
    [
      'shape.rateVariation.requests',
      { ...GOOD, shape: { ...GOOD.shape, rateVariation: { kind: 'drift', factor: 2, requests: 0 } } },
    ],
    ['faults', { ...GOOD, faults: {} }],
    ['faults[0].kind', { ...GOOD, faults: [{ kind: 'explode' }] }],
    ['faults[1].status', { ...GOOD, faults: [{ kind: 'stall' }, { kind: 'status', status: 200 }] }],
    ['faults[0].every', { ...GOOD, faults: [{ kind: 'stall', every: 0 }] }],
    ['versioned', { ...GOOD, versioned: 'yes' }],
    ['refuseChecksums', { ...GOOD, refuseChecksums: 1 }],
    ['requestsPerSecond', { ...GOOD, requestsPerSecond: 0 }],
    ['faults[0].delayMs', { ...GOOD, faults: [{ kind: 'slow' }] }],
  ])('names the field %s when it is wrong', (field, config) => {
    expect(() => parseConfig(JSON.stringify(config))).toThrow(
      expect.objectContaining({
        name: 'BadConfig',
        message: expect.stringMatching(new RegExp(`^${field.replace(/[[\]]/g, '\\$&')}: expected `)),
      }),
    );
  });

  it('says so when it is no JSON', () => {
    expect(() => parseConfig('{')).toThrow(expect.objectContaining({ name: 'BadConfig' }));
  });
});
