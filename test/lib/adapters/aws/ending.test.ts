import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endingOf } from '../../../../lib/adapters/aws/ending.ts';

const WHERE = { account: '111122223333', home: 'us-east-1' };
const RUN = '20261121-120000-ab12';
const documented = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`../../../fixtures/events/${name}.json`, import.meta.url), 'utf8'));

describe('what calls the finalizer', () => {
  it.each([
    ['execution-succeeded', 'SUCCEEDED'],
    ['execution-failed', 'FAILED'],
    ['execution-timed-out', 'TIMED_OUT'],
    ['execution-aborted', 'ABORTED'],
    ['deadline', 'deadline'],
  ])('%s means %s of the run', (name, why) => {
    expect(endingOf(documented(name), WHERE)).toEqual({ run: RUN, why });
  });

  it('is a person or the destroy command when it says nothing but the run', () => {
    expect(endingOf({ run: RUN }, WHERE)).toEqual({ run: RUN, why: 'janitor' });
  });

  it.each(['execution-running', 'execution-of-a-child', 'hourly'])('%s is none of its business', (name) => {
    expect(endingOf(documented(name), WHERE)).toBeUndefined();
  });

  it('is never a machine of another account or region', () => {
    expect(endingOf(documented('execution-aborted'), { ...WHERE, home: 'eu-central-1' })).toBeUndefined();
    expect(endingOf(documented('execution-aborted'), { ...WHERE, account: '444455556666' })).toBeUndefined();
  });

  it('takes the run from the execution, never from what its starter put into its input', () => {
    const event = documented('execution-aborted');
    const other = { ...event, detail: { ...(event.detail as object), input: '{"run":"another"}' } };
    expect(endingOf(other, WHERE)?.run).toBe(RUN);
  });

  it.each([null, undefined, 'text', 7, {}, { run: '../../other' }, { run: '' }, { detail: {} }])('ignores %j', (event) => {
    expect(endingOf(event, WHERE)).toBeUndefined();
  });
});
