import { describe, expect, it } from 'vitest';
import { synthesizeDefinition } from '../../../../lib/cloud/definition.ts';
import { laneEvents, MOST_LANE_EVENTS } from '../../../../lib/pipeline/planning/lane-events.ts';
import { makePlan } from '../../../../lib/pipeline/planning/make-plan.ts';
import { selectionFrom } from '../../../../lib/pipeline/planning/select.ts';
import { scenarioPlan } from '../../../../lib/scenarios/plans.ts';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
}

/** What AWS writes down: a call is entered, scheduled, started, succeeded and exited; anything else is entered and exited. */
const EVENTS: Readonly<Record<string, number>> = { Task: 5, Wait: 2, Choice: 2 };

type States = Readonly<Record<string, State>>;
const top = (synthesizeDefinition() as { States: Readonly<Record<string, unknown>> }).States;
const { States: LANE, StartAt } = (top.Small as { ItemProcessor: { States: States; StartAt: string } }).ItemProcessor;

/** Walks a lane of the real definition: `crewPolls` until the crew is ready, `polls` in each of `rounds`. */
function walked(rounds: number, crewPolls: number, polls: number): number {
  let events = 2;
  let name: string | undefined = StartAt;
  let [sent, asked, crewAsked] = [0, 0, 0];
  while (name !== undefined) {
    const state: State = LANE[name] as State;
    events += EVENTS[state.Type] ?? Number.NaN;
    if (state.Type !== 'Choice') name = state.Next;
    else {
      const yes: boolean = name.startsWith('Crew')
        ? ++crewAsked === crewPolls
        : name.startsWith('Order')
          ? ++sent <= rounds
          : ++asked % polls === 0;
      name = yes ? state.Choices?.[0]?.Next : state.Default;
    }
  }
  return events;
}

describe('the events a lane is expected to need', () => {
  const lane = (rounds: number, roundSeconds: number) => ({
    crew: [{ role: 'client', host: 't3.micro', serves: false }],
    phase: 'small' as const,
    rounds,
    roundSeconds,
  });

  it.each([
    [1, 5, 1],
    [10, 95, 10],
    [40, 700, 70],
  ])('are those of the real definition: %i rounds of %i s', (rounds, seconds, polls) => {
    // An EC2 host is expected to be ready after 120 s, and is asked at once and every 10.
    expect(laneEvents(lane(rounds, seconds))).toBe(walked(rounds, 13, polls));
  });

  it('are those of the queue a lane stands in: bare metal takes turns, whatever it measures', () => {
    const metal = { ...lane(10, 95), crew: [{ role: 'client', host: 'm4-metal-small', serves: false }] };
    expect(laneEvents(metal)).toBe(laneEvents({ ...metal, phase: 'bulk' }));
    // A round of 95 s is asked for every 30 s, and the host, expected after 1,200 s, as well.
    expect(laneEvents(metal)).toBe(walked(10, 41, 4));
  });

  it('stay far below the limit in what was asked for', () => {
    for (const preset of ['quick', 'wish']) {
      const { lanes } = makePlan({ run: 'r', preset, selection: selectionFrom(preset), scenario: scenarioPlan('transfer') });
      expect(Math.max(...lanes.map(laneEvents))).toBeLessThan(MOST_LANE_EVENTS / 2);
    }
  });
});
