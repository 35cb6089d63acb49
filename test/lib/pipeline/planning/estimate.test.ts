import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../../lib/domain/plan.ts';
import { makePlan } from '../../../../lib/pipeline/planning/make-plan.ts';
import { type Overrides, selectionFrom } from '../../../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../../../lib/scenarios/plans.ts';

function planOf(preset: string, overrides: Overrides = {}): Plan {
  return makePlan({ run: 'r', preset, selection: selectionFrom(preset, overrides), scenario: scenarioPlan('transfer') });
}

const line = (plan: Plan, what: string) => plan.estimate.lines.filter((entry) => entry.what.includes(what));

describe('money', () => {
  // One cell: t3.micro puts 1 MB into Wasabi N. Virginia, (2 + 5) times in 10 rounds: 70 MB, and nothing is read.
  const one = { pairs: ['aws-virginia'], hosts: ['t3.micro'], sizes: '1MB', operations: ['put'], connections: ['reused'] };
  const wasabi = planOf('quick', { ...one, stores: ['wasabi'] });

  it('counts what leaves AWS at 0.09 USD a GB', () => {
    expect(line(wasabi, 'data from AWS us-east-1')[0]).toMatchObject({
      amount: expect.closeTo(0.07, 9),
      unit: 'GB',
      usd: expect.closeTo(0.0063, 9),
    });
    expect(wasabi.estimate.bytesUp).toBe(70e6);
    expect(wasabi.estimate.requests).toBe(70);
  });

  it('counts the 90 days that Wasabi keeps on the bill', () => {
    expect(line(wasabi, '90 days')[0]).toMatchObject({ amount: expect.closeTo(0.07, 9), usd: expect.closeTo(0.07 * 0.0234, 9) });
  });

  it('counts instances and their addresses for the time of their lane', () => {
    const [instance] = line(wasabi, 'EC2 t3.micro');
    const [address] = line(wasabi, 'IPv4');
    const lane = wasabi.lanes[0];
    expect(instance?.amount).toBeCloseTo((120 + 10 * (lane?.roundSeconds ?? 0)) / 3600, 9);
    expect(instance?.usd).toBeCloseTo((instance?.amount ?? 0) * 0.0104, 9);
    expect(address?.usd).toBeCloseTo((instance?.amount ?? 0) * 0.005, 9);
  });

  it('keeps S3 and DynamoDB of the same region free of egress, and counts their requests and units', () => {
    const s3 = planOf('quick', { ...one, stores: ['s3'] });
    expect(line(s3, 'data from AWS')).toEqual([]);
    expect(line(s3, 'PUT requests')[0]).toMatchObject({ amount: 70, usd: expect.closeTo(70 * 0.000005, 12) });
    const dynamodb = planOf('quick', { ...one, stores: ['dynamodb'] });
    expect(line(dynamodb, 'DynamoDB writes')[0]).toMatchObject({
      amount: 70 * 3 * 326,
      usd: expect.closeTo((70 * 978 * 0.625) / 1e6, 9),
    });
  });

  it('counts what is deleted as often as what is written, and the scan that finds it', () => {
    const dynamodb = planOf('quick', { ...one, stores: ['dynamodb'] });
    const [writes, deletes, scans] = ['writes', 'deletes', 'scans'].map((what) => line(dynamodb, `DynamoDB ${what}`)[0]);
    expect(deletes).toMatchObject({ amount: writes?.amount, usd: writes?.usd });
    expect(scans?.amount).toBe(Math.ceil((70e6 + 210 * 64) / 4096));
  });

  it('counts the machine, its steps and its records in its home region', () => {
    const whats = (home?: string) => {
      const selection = selectionFrom('quick', one);
      const request = { run: 'r', preset: 'quick', selection, scenario: scenarioPlan('transfer') };
      return makePlan(home === undefined ? request : { ...request, home })
        .estimate.lines.map(({ what }) => what)
        .join('; ');
    };
    expect(whats()).toContain('records in us-east-1: writes and lists');
    expect(whats('us-west-2')).toContain('steps of the state machine in us-west-2: Lambda');
    expect(whats('us-west-2')).not.toContain('records in us-east-1');
  });

  it('counts what B2 gives out, and the pool that was written for it', () => {
    const b2 = planOf('quick', { ...one, operations: ['get'], stores: ['b2'] });
    expect(line(b2, 'B2 egress')[0]).toMatchObject({ amount: expect.closeTo(0.07, 9), usd: expect.closeTo(0.0007, 9) });
    expect(line(b2, 'data from AWS')[0]?.amount).toBeCloseTo(0.032, 9);
  });

  it('counts Lambda by the GB-second', () => {
    const lambda = planOf('quick', { ...one, stores: ['s3'], hosts: ['lambda-3gb'] });
    const seconds = 10 * (lambda.lanes[0]?.roundSeconds ?? 0);
    expect(line(lambda, 'Lambda 3 GB')[0]?.amount).toBeCloseTo((seconds * 3008) / 1024, 6);
  });

  it('counts bare metal by the hour begun', () => {
    const metal = planOf('wish', { pairs: ['packet-ashburn'], hosts: ['t1.small.x86'], stores: ['b2'], sizes: '1KB' });
    expect(line(metal, 'm4-metal-small')[0]).toMatchObject({ amount: 1, unit: 'hour', usd: 0.81 });
  });

  it('counts the builds that make and remove bare metal, one each way for every host, and none elsewhere', () => {
    const minutes = (instances: number) => {
      const asked = { pairs: ['packet-ashburn'], hosts: ['t1.small.x86'], stores: ['b2'], sizes: '1KB', instances };
      const built = line(planOf('wish', asked), 'CodeBuild')[0];
      expect(built).toMatchObject({
        what: 'Terraform in us-east-1: CodeBuild',
        unit: 'minute',
        usd: 0.005 * (built?.amount ?? 0),
      });
      expect(built?.asOf).toMatch(/^20\d\d/);
      return built?.amount ?? 0;
    };
    // Terraform waits for as long as a host is expected to take.
    expect(minutes(1)).toBeGreaterThanOrEqual(20);
    expect(minutes(2)).toBe(2 * minutes(1));
    expect(line(wasabi, 'CodeBuild')).toEqual([]);
  });
});
