import { describe, expect, it } from 'vitest';
import { PRESETS } from '../../../../lib/catalog/presets.ts';
import type { Cell } from '../../../../lib/domain/cell.ts';
import type { Selection } from '../../../../lib/domain/scenario.ts';
import { transferPlan } from '../../../../lib/scenarios/transfer/plan.ts';

const WISH = transferPlan.expand(PRESETS.find(({ id }) => id === 'wish')?.selection as Selection);
const cell = (id: string) => WISH.find((candidate) => candidate.id === `transfer:${id}`) as Cell;

describe('the usage of a block', () => {
  it('counts warm-ups too, bytes by direction', () => {
    expect(transferPlan.usage(cell('t3.micro:s3:us-east-1:100KB:put:reused:1'))).toMatchObject({
      bytesUp: 12 * 100_000,
      bytesDown: 0,
      puts: 12,
      gets: 0,
    });
    expect(transferPlan.usage(cell('t3.micro:s3:us-east-1:1KB:get:fresh:1'))).toMatchObject({ bytesDown: 11 * 1_000, gets: 11 });
  });

  it('counts a request for every stream', () => {
    expect(transferPlan.usage(cell('t3.micro:s3:us-east-1:100MB:get:reused:16'))).toMatchObject({ gets: 3 * 16, bytesDown: 3e8 });
  });

  it('counts items and units of DynamoDB', () => {
    const usage = transferPlan.usage(cell('t3.micro:dynamodb:us-east-1:1MB:put:fresh:1'));
    expect(usage).toMatchObject({ puts: 6 * 3, writeUnits: 6 * 3 * 326, readUnits: 0, bytesUp: 6e6 });
  });

  it('takes longer for a fresh connection, a farther store and a slower host', () => {
    const seconds = (id: string) => {
      const { warmups, timed } = transferPlan.block(cell(id));
      return transferPlan.usage(cell(id)).seconds / (warmups + timed);
    };
    expect(seconds('t3.micro:wasabi:eu-central-1:1KB:get:fresh:1')).toBeGreaterThan(
      seconds('t3.micro:wasabi:eu-central-1:1KB:get:reused:1'),
    );
    expect(seconds('t3.micro:wasabi:eu-central-1:1KB:get:reused:1')).toBeGreaterThan(
      seconds('t3.micro:wasabi:us-east-1:1KB:get:reused:1'),
    );
    expect(seconds('lambda-128mb:s3:us-east-1:10MB:get:reused:1')).toBeGreaterThan(
      seconds('t3.micro:s3:us-east-1:10MB:get:reused:1'),
    );
  });
});
