import { describe, expect, it } from 'vitest';
import { runMachine } from '../../../lib/adapters/local/engine.ts';
import { synthesizeDefinition } from '../../../lib/cloud/definition.ts';
import { NamedError } from '../../../lib/domain/errors.ts';
import { STEP_NAMES, type StepName } from '../../../lib/pipeline/step-names.ts';

type Call = { readonly step: StepName; readonly input: Record<string, unknown> };
type Steps = Partial<Record<StepName, (input: Record<string, unknown>) => unknown>>;

const definition = synthesizeDefinition();

/** The real definition on the local engine, with steps that do nothing but answer; every call is kept. */
async function run(special: Steps = {}) {
  const calls: Call[] = [];
  const answers: Steps = {
    Plan: ({ run }) => ({ run, together: 2, places: ['x', 'y'], small: ['a', 'b'], bulk: [{ lanes: ['c', 'd'] }] }),
    PollCrew: (state) => ({ ...state, ready: true }),
    SendOrder: (state) => ({ ...state, sent: Number(state.round) < 2 }),
    PollOrder: (state) => ({ ...state, done: true, round: Number(state.round) + 1 }),
    Teardown: ({ run }) => ({ run, clean: true }),
    ...special,
  };
  const steps = Object.fromEntries(
    STEP_NAMES.map((step) => [
      step,
      async (input: unknown) => {
        calls.push({ step, input: input as Call['input'] });
        return answers[step] ? answers[step](input as Call['input']) : input;
      },
    ]),
  );
  const execution = await runMachine(definition, steps, 'r');
  return { execution, calls, of: (step: StepName) => calls.filter((call) => call.step === step) };
}

const fail = (name: string) => () => {
  throw new NamedError(name, `${name} happened`);
};

describe('the state machine', () => {
  it('plans, prepares, runs every lane to its last round, summarises, publishes and tears down', async () => {
    const { execution, calls, of } = await run();
    expect(execution).toEqual({ status: 'SUCCEEDED' });
    expect(calls[0]?.step).toBe('Plan');
    expect(calls.slice(-3).map(({ step }) => step)).toEqual(['Summarise', 'Publish', 'Teardown']);
    expect(of('StopCrew').map(({ input }) => input.lane)).toHaveLength(4);
    expect(of('PollOrder')).toHaveLength(4 * 2);
  });

  it('prepares every place by a call of its own before the first lane', async () => {
    const { calls, of } = await run();
    expect(
      of('Prepare')
        .map(({ input }) => input)
        .sort((a, b) => String(a.place).localeCompare(String(b.place))),
    ).toEqual([
      { run: 'r', place: 'x' },
      { run: 'r', place: 'y' },
    ]);
    expect(calls.findIndex(({ step }) => step === 'StartCrew')).toBe(3);
  });

  it.each(['Sandbox.Timedout', 'Runtime.OutOfMemory', 'Runtime.ExitError'])(
    'gives a place up whose preparing was killed (%s), and goes on with the others',
    async (killed) => {
      const { execution, of } = await run({ Prepare: (state) => (state.place === 'x' ? fail(killed)() : state) });
      expect(execution).toEqual({ status: 'SUCCEEDED' });
      expect(of('Prepare')).toHaveLength(2);
      expect(of('StopCrew')).toHaveLength(4);
    },
  );

  it.each([1, 2, 3])('runs as many lanes together as the plan says: %i', async (together) => {
    const lanes = ['a', 'b', 'c', 'd', 'e', 'f'];
    const most = { small: 0, bulk: 0 };
    const running = new Set<unknown>();
    await run({
      Plan: ({ run }) => ({
        run,
        together,
        places: [],
        small: lanes,
        bulk: lanes.map((id) => ({ lanes: [`${id}1`, `${id}2`] })),
      }),
      StartCrew: async (state) => {
        running.add(state.lane);
        const phase = lanes.includes(String(state.lane)) ? 'small' : 'bulk';
        most[phase] = Math.max(most[phase], running.size);
        await new Promise((done) => setTimeout(done, 5));
        return state;
      },
      SendOrder: (state) => ({ ...state, sent: false }),
      StopCrew: (state) => {
        running.delete(state.lane);
        return state;
      },
    });
    expect(most).toEqual({ small: together, bulk: together });
  });

  it('runs bulk lanes of a site in turn', async () => {
    const { of, calls } = await run();
    const stopOfC = calls.findIndex(({ step, input }) => step === 'StopCrew' && input.lane === 'c');
    const startOfD = calls.findIndex(({ step, input }) => step === 'StartCrew' && input.lane === 'd');
    expect(of('StartCrew')).toHaveLength(4);
    expect(startOfD).toBeGreaterThan(stopOfC);
  });

  it.each(['StartCrew', 'PollCrew', 'SendOrder', 'PollOrder'] as const)(
    'turns a lane that fails in %s into an outcome and goes on',
    async (step) => {
      const answer = { SendOrder: { sent: true }, PollOrder: { done: true }, PollCrew: { ready: true } } as Record<
        string,
        object
      >;
      const { execution, of } = await run({
        [step]: (state: Record<string, unknown>) =>
          state.lane === 'b'
            ? fail('HostLost')()
            : {
                ...state,
                ...answer[step],
                ...(step === 'SendOrder' && { sent: false }),
                ...(step === 'PollOrder' && { round: Number(state.round) + 1 }),
              },
      });
      expect(execution.status).toBe('SUCCEEDED');
      expect(of('StopCrew').find(({ input }) => input.lane === 'b')?.input.error).toEqual({
        Error: 'HostLost',
        Cause: 'HostLost happened',
      });
      expect(
        of('StopCrew')
          .map(({ input }) => input.lane)
          .sort(),
      ).toEqual(['a', 'b', 'c', 'd']);
    },
  );

  it('waits until a crew is ready and an order is done', async () => {
    const polls = new Map<unknown, number>();
    const third = (key: unknown) => {
      polls.set(key, (polls.get(key) ?? 0) + 1);
      return polls.get(key) === 3;
    };
    const { execution, of } = await run({
      Plan: ({ run }) => ({ run, together: 1, places: [], small: ['a'], bulk: [] }),
      PollCrew: (state) => ({ ...state, ready: third('crew') }),
      PollOrder: (state) =>
        third(state.round) ? { ...state, done: true, round: Number(state.round) + 1 } : { ...state, done: false },
    });
    expect(execution.status).toBe('SUCCEEDED');
    expect(of('PollCrew')).toHaveLength(3);
    expect(of('PollOrder')).toHaveLength(6);
  });

  it.each(['Plan', 'Prepare', 'Summarise', 'Publish'] as const)(
    'reaches Teardown when %s fails, and then fails with its name',
    async (step) => {
      const { execution, calls } = await run({ [step]: fail('DiskFull') });
      expect(execution).toEqual({ status: 'FAILED', error: { name: 'DiskFull', message: 'DiskFull happened' } });
      expect(calls.at(-1)?.step).toBe('Teardown');
    },
  );

  it('reaches Teardown when a lane cannot even write its outcome', async () => {
    const { execution, calls } = await run({ StopCrew: fail('DiskFull') });
    expect(execution.error?.name).toBe('DiskFull');
    expect(calls.at(-1)?.step).toBe('Teardown');
  }, 60_000);

  it('tries to stop a crew four times, then ends that lane and goes on with the others', async () => {
    const { execution, of } = await run({
      StopCrew: (state) => (state.lane === 'b' && !state.unstopped ? fail('HostLeft')() : state),
    });
    expect(execution).toEqual({ status: 'SUCCEEDED' });
    const stops = of('StopCrew').filter(({ input }) => input.lane === 'b');
    expect(stops).toHaveLength(5);
    expect(stops.at(-1)?.input).toMatchObject({ round: 2, unstopped: { Error: 'HostLeft', Cause: 'HostLeft happened' } });
    expect(of('Summarise')).toHaveLength(1);
  }, 60_000);

  it('fails when Teardown lists something that is left', async () => {
    const { execution } = await run({ Teardown: ({ run }) => ({ run, clean: false }) });
    expect(execution.error?.name).toBe('SomethingLeft');
  });
});
