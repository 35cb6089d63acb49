import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { siteBucket } from '../../../lib/domain/names.ts';
import type { Plan } from '../../../lib/domain/plan.ts';
import { makePlan } from '../../../lib/pipeline/planning/make-plan.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';
import { start, until } from '../command.ts';
import { runHere } from '../command-here.ts';
import { ACCOUNT, HERE, HOME, type Lab, lab } from './lab.ts';

const RUN = '20261121-120000-abcd';
const SECRET = '0123456789abcdef0123456789abcdef';

let here: Lab | undefined;
afterEach(async () => {
  await here?.close();
  here = undefined;
});

/** A run of two lanes, under way. */
async function underWay(): Promise<{ readonly made: Lab; readonly plan: Plan }> {
  const made = await lab();
  here = made;
  const overrides = { stores: ['s3'], sizes: ['1KB'], pairs: ['aws-virginia'], rounds: 3 };
  const selection = selectionFrom('quick', overrides);
  const plan = makePlan({ run: RUN, preset: 'quick', selection, scenario: scenarioPlan(selection.scenario) });
  const request = {
    run: RUN,
    preset: 'quick',
    selection,
    stores: [],
    skipped: [],
    startedAt: 'then',
    version: '0',
    secret: SECRET,
  };
  await RECORD.request.write(made.records(RUN), request);
  await RECORD.plan.write(made.records(RUN), plan);
  made.states.executions.push({ run: RUN, input: '{}', status: 'RUNNING' });
  return { made, plan };
}

const sent = (round: number) => ({ round, at: 'now', limitSeconds: 60, headBytes: {} });

describe('coming back to a run', () => {
  it('shows its rounds and lanes, and at the end page, money and proof', async () => {
    const { made, plan } = await underWay();
    const records = made.records(RUN);
    const lane = plan.lanes[0]?.id ?? '';
    const command = start(['start', ...HERE, '--attach', '--json'], { env: made.env, within: 150 });
    await RECORD.sent.write(records, sent(1), lane);
    const shown = (what: string, text: string) =>
      until(what, () => command.stderr().includes(text), 60).catch((error: Error) => {
        throw new Error(`${error.message}; so far: ${command.stderr()}`);
      });
    await shown('the round is shown', `${lane}  round 2 of 3`);
    for (const { id } of plan.lanes)
      await RECORD.outcome.write(records, { id, outcome: 'measured', rounds: { planned: 3, done: 3 }, seconds: 1 }, id);
    await shown('the end of a lane is shown', `${lane}  measured`);
    await made.s3.send(new PutObjectCommand({ Bucket: siteBucket(ACCOUNT, HOME), Key: `${SECRET}/index.html`, Body: 'page' }));
    await RECORD.closed.write(records, { at: 'now' });
    await RECORD.teardown.write(records, { at: '12:00', left: { instances: 0, schedules: 0 }, total: 0, problems: [] });
    Object.assign(made.states.executions[0] ?? {}, { status: 'SUCCEEDED' });
    const { stdout, stderr, code } = await command.ended;
    expect(stderr).toMatch(/nothing is left of this run: instances, schedules listed at 12:00/);
    expect(JSON.parse(stdout)).toMatchObject({
      run: RUN,
      execution: 'SUCCEEDED',
      report: `https://pages.example/${SECRET}/index.html`,
      left: 0,
    });
    expect(code, 'this run has no record of results').toBe(3);
    // It looks every few seconds, and starts a process of its own.
  }, 180_000);

  it('takes the latest run where none is under way, and exits by what is left', async () => {
    const { made } = await underWay();
    Object.assign(made.states.executions[0] ?? {}, {
      status: 'FAILED',
      error: 'StoreFailed',
      cause: '{"errorMessage":"no room"}',
    });
    const left = { at: 'now', left: { instances: 2 }, total: 2, problems: ['one cannot be listed'] };
    await RECORD.teardown.write(made.records(RUN), left);
    await made.records(RUN).write(RECORD.run.key(), JSON.stringify(EMPTY_RUN));
    const { stderr, code } = await runHere(['start', ...HERE, '--attach'], { env: made.env });
    expect(stderr).toMatch(/the run ended early: StoreFailed: no room/);
    expect(stderr).toMatch(/left behind: 2 instances; not all could be removed or listed: one cannot be listed/);
    expect(code).toBe(4);
  });

  it('refuses a run that is not there, and says so where none ever was', async () => {
    here = await lab();
    const named = await runHere(['start', ...HERE, '--attach', 'nobody'], { env: here.env });
    expect([named.code, named.stderr]).toEqual([2, expect.stringMatching(/there is no run nobody in us-east-1/)]);
    const none = await runHere(['start', ...HERE, '--attach'], { env: here.env });
    expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/no run was ever started in us-east-1: npm start\./)]);
  });
});

describe('Ctrl-C', () => {
  it('leaves the run alone, says how to come back and how to stop it, and is exit code 130', async () => {
    const { made } = await underWay();
    const command = start(['start', ...HERE, '--attach'], { env: made.env, within: 30 });
    await until('it watches', () => command.stderr().includes('Prepare') || command.stderr().includes('Open stores'));
    command.child.kill('SIGINT');
    const { code, stderr } = await command.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(new RegExp(`run ${RUN} goes on by itself`));
    expect(stderr).toMatch(new RegExp(`npm start -- --attach ${RUN}`));
    expect(stderr).toMatch(new RegExp(`npm start -- --stop ${RUN}`));
    expect(made.states.executions[0]?.status).toBe('RUNNING');
    expect(await RECORD.stop.read(made.records(RUN))).toBeUndefined();
  });
});

describe('stopping a run', () => {
  it('asks its lanes to end; once more stops the execution', async () => {
    const { made } = await underWay();
    const first = await runHere(['start', ...HERE, '--stop'], { env: made.env });
    expect([first.code, first.stderr]).toEqual([0, expect.stringMatching(/ends after the step under way/)]);
    expect((await RECORD.stop.read(made.records(RUN)))?.reason).toMatch(/--stop/);
    expect(made.states.executions[0]?.status).toBe('RUNNING');
    const second = await runHere(['start', ...HERE, '--stop', RUN], { env: made.env });
    expect([second.code, second.stderr]).toEqual([0, expect.stringMatching(/is stopped; the finalizer/)]);
    expect(made.states.executions[0]).toMatchObject({ status: 'ABORTED', error: 'Stopped' });
    const third = await runHere(['start', ...HERE, '--stop'], { env: made.env });
    expect([third.code, third.stderr]).toEqual([0, expect.stringMatching(/no run is under way: nothing to stop/)]);
  });

  it('stops it at once with --now', async () => {
    const { made } = await underWay();
    await runHere(['start', ...HERE, '--stop', '--now'], { env: made.env });
    expect(made.states.executions[0]?.status).toBe('ABORTED');
  });
});

/** As little of a record as the closing lines read. */
const EMPTY_RUN = {
  status: 'empty',
  stores: [],
  lanes: [],
  cells: [],
  rounds: { planned: 3, done: 0 },
  samples: { timed: 0, warmups: 0, failures: 0, warmupFailures: 0 },
  seconds: 1,
  overhead: 0,
  warmupShare: 0,
  estimate: { usd: 0 },
};
