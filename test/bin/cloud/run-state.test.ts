import { describe, expect, it } from 'vitest';
import { lookAgain, newLines, type RunState, UNSEEN } from '../../../bin/cloud/run-state.ts';
import { makePlan } from '../../../lib/pipeline/planning/make-plan.ts';
import { selectionFrom } from '../../../lib/pipeline/planning/select.ts';
import type { Records } from '../../../lib/pipeline/ports.ts';
import { RECORD } from '../../../lib/pipeline/run-records.ts';
import { scenarioPlan } from '../../../lib/scenarios/plans.ts';

const selection = selectionFrom('quick', { stores: ['s3'], sizes: ['1KB'], pairs: ['aws-virginia'], rounds: 3 });
const PLAN = makePlan({ run: 'r', preset: 'quick', selection, scenario: scenarioPlan(selection.scenario) });
const [first, second] = PLAN.lanes.map(({ id }) => id) as [string, string];

/** Records in memory; reading a key that `slow` names takes some turns of the event loop longer. */
function records(slow?: string): Records {
  const texts = new Map<string, string>();
  return {
    async read(key) {
      for (let turn = 0; key === slow && turn < 20; turn++) await new Promise(setImmediate);
      return texts.get(key);
    },
    write: async (key, text) => void texts.set(key, text),
    append: async (key, text) => void texts.set(key, (texts.get(key) ?? '') + text),
    list: async (prefix) => [...texts.keys()].filter((key) => key.startsWith(prefix)).sort(),
  };
}

const sent = (round: number) => ({ round, at: 'now', limitSeconds: 60, headBytes: {} });

async function planned(slow?: string): Promise<Records> {
  const made = records(slow);
  await RECORD.plan.write(made, PLAN);
  return made;
}

describe('a look at a run', () => {
  it('finds it preparing while no lane has anything', async () => {
    expect(await lookAgain(await planned(), UNSEEN)).toMatchObject({ stage: 'Prepare', plan: { run: 'r' } });
  });

  it('finds it measuring from the first host on', async () => {
    const made = await planned();
    await RECORD.crew.write(made, { members: [] } as never, second);
    expect((await lookAgain(made, UNSEEN)).stage).toBe('Measure');
  });

  it('finds it measuring when one lane has begun, whichever lane answers last', async () => {
    for (const [begun, waiting] of [
      [first, second],
      [second, first],
    ] as const)
      for (const key of [RECORD.crew.key(waiting), RECORD.sent.key(waiting), RECORD.sent.key(begun), undefined]) {
        const made = await planned(key);
        await RECORD.sent.write(made, sent(1), begun);
        const state = await lookAgain(made, UNSEEN);
        expect(state.stage, `${key} answers last`).toBe('Measure');
        expect(newLines(UNSEEN, state)).toEqual([`${begun}  round 2 of 3`]);
      }
  });

  it('tells a round once, and the end of a lane once', async () => {
    const made = await planned();
    await RECORD.sent.write(made, sent(0), first);
    const states: RunState[] = [UNSEEN, await lookAgain(made, UNSEEN)];
    const look = async () => {
      states.push(await lookAgain(made, states.at(-1) ?? UNSEEN));
      return newLines(states.at(-2) ?? UNSEEN, states.at(-1) ?? UNSEEN);
    };
    expect(await look()).toEqual([]);
    await RECORD.sent.write(made, sent(1), first);
    expect(await look()).toEqual([`${first}  round 2 of 3`]);
    const outcome = { id: first, outcome: 'measured' as const, rounds: { planned: 3, done: 3 }, seconds: 1 };
    await RECORD.outcome.write(made, outcome, first);
    expect(await look()).toEqual([`${first}  measured  (1 of ${PLAN.lanes.length} lanes)`]);
    expect(await look()).toEqual([]);
  });
});
