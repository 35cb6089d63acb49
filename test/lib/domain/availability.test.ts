import { describe, expect, it } from 'vitest';
import { hostEntry, storeEntry } from '../../../lib/catalog/lookup.ts';
import { SUBSTITUTES } from '../../../lib/catalog/substitutes.ts';
import { whyNoHost, whyTooLarge } from '../../../lib/domain/availability.ts';
import type { HostEntry, StoreEntry } from '../../../lib/domain/catalog.ts';

describe('why a cell cannot exist', () => {
  it('names the date, the reason and the substitute of a retired host', () => {
    const substitute = SUBSTITUTES.find(({ asked }) => asked === 't1.small.x86');
    const reason = whyNoHost(hostEntry('t1.small.x86') as HostEntry, 'ashburn', [], substitute);
    expect(reason).toContain('2026-06-30');
    expect(reason).toContain('Equinix Metal');
    expect(reason).toContain('m4-metal-small');
    expect(whyNoHost(hostEntry('t3.nano') as HostEntry, 'us-east-1')).toBeUndefined();
  });

  it('holds DynamoDB to 10 MB and S3 to what one PUT carries', () => {
    const dynamodb = storeEntry('dynamodb') as StoreEntry;
    expect(whyTooLarge(dynamodb, 10_000_000)).toBeUndefined();
    expect(whyTooLarge(dynamodb, 10_000_001)).toContain('10 MB');
    expect(whyTooLarge(storeEntry('s3') as StoreEntry, 1_000_000_000)).toBeUndefined();
  });
});
