import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../../lib/catalog/presets.ts';
import { type Overrides, selectionFrom } from '../../../../lib/pipeline/planning/select.ts';

function refusal(preset: string, overrides: Overrides = {}, own: readonly string[] = []): string {
  try {
    selectionFrom(preset, overrides, own);
  } catch (error) {
    expect(error).toMatchObject({ name: 'BadInput' });
    const { message } = error as Error;
    expect(message).not.toContain('\n');
    return message;
  }
  throw new Error('nothing was refused');
}

describe('selectionFrom', () => {
  it.each(PRESETS.map(({ id, selection }) => [id, selection] as const))('gives the preset %s as it is', (id, selection) => {
    expect(selectionFrom(id)).toEqual(selection);
  });

  it('replaces what is named and keeps the rest', () => {
    const overrides = { stores: ['s3', 'b2', 's3'], sizes: '10KB..1MB', rounds: 8, maxSeconds: 600, seed: 7, streams: [4] };
    expect(selectionFrom('wish', overrides)).toMatchObject({
      stores: ['s3', 'b2'],
      sizes: [10_000, 100_000, 1_000_000],
      rounds: 8,
      maxSeconds: 600,
      seed: 7,
      streams: [4],
      operations: ['get', 'put'],
    });
  });

  it('writes large objects again when sizes or operations are named', () => {
    expect(selectionFrom('quick').bulkOperations).toEqual(['get']);
    expect(selectionFrom('quick', { rounds: 8 }).bulkOperations).toEqual(['get']);
    expect(selectionFrom('quick', { sizes: '1KB..100MB' }).bulkOperations).toBeUndefined();
    expect(selectionFrom('quick', { operations: ['put'] }).bulkOperations).toBeUndefined();
    expect(selectionFrom('quick').compositePutBytes).toBe(1_000_000);
    expect(selectionFrom('quick', { sizes: '1KB..100MB' })).not.toHaveProperty('compositePutBytes');
  });

  it('takes stores of the configuration on this machine, whatever their name', () => {
    expect(selectionFrom('local', { stores: ['wasabi', 'minio'] }, ['wasabi', 'minio']).stores).toEqual(['wasabi', 'minio']);
  });

  it.each([
    ['preset', () => refusal('quik'), 'quick', 'local, quick, wish'],
    ['store', () => refusal('quick', { stores: ['wasabbi'] }), 'wasabi', 's3, wasabi, b2, dynamodb'],
    ['host', () => refusal('quick', { hosts: ['t3.nanu'] }), 't3.nano', 't2.nano'],
    ['pair', () => refusal('quick', { pairs: ['aws-virgina'] }), 'aws-virginia', 'aws-frankfurt'],
    ['operation', () => refusal('local', { operations: ['gat'] }), 'get', 'get, put'],
    ['connection', () => refusal('local', { connections: ['resued'] }), 'reused', 'fresh, reused'],
  ])('names the nearest and the valid ones for an unknown %s', (what, refuse, nearest, valid) => {
    const message = refuse();
    expect(message).toContain(`unknown ${what}`);
    expect(message).toContain(`did you mean ${nearest}?`);
    expect(message).toContain(valid);
  });

  it.each<[string, string, Overrides, string]>([
    ['only DynamoDB with only 1 GB', 'quick', { stores: ['dynamodb'], sizes: '1GB' }, 'DynamoDB is measured up to 10 MB'],
    ['a cloud host on this machine', 'local', { hosts: ['t3.nano'] }, '--pairs aws-frankfurt'],
    ['a cloud store without an endpoint on this machine', 'local', { stores: ['wasabi'] }, 'endpoints'],
    ['a store of another pair', 'wish', { stores: ['wasabi-frankfurt'] }, '--pairs aws-frankfurt-nearer'],
    [
      'a store and a host that never meet',
      'wish',
      { stores: ['s3'], hosts: ['c2-small-x86'] },
      'none of s3 meets any of c2-small-x86',
    ],
    ['this machine at a cloud pair', 'local', { pairs: ['aws-oregon'] }, 'meets any of this-machine'],
    ['a range that ends before it starts', 'local', { sizes: '1MB..1KB' }, 'write 1KB..1MB'],
    ['an empty list', 'local', { stores: [] }, 'no store is named'],
    ['no rounds', 'local', { rounds: 0 }, 'rounds 0: expected a whole number from 1 to 1000'],
    ['half a round', 'local', { rounds: 2.5 }, 'rounds 2.5'],
    ['no time', 'local', { maxSeconds: 0 }, 'max-seconds 0'],
    ['a negative seed', 'local', { seed: -1 }, 'seed -1'],
    ['too many streams', 'local', { streams: [1000] }, 'streams 1000'],
  ])('refuses %s in one line that says what to do', (_, preset, overrides, expected) => {
    expect(refusal(preset, overrides)).toContain(expected);
  });
});
