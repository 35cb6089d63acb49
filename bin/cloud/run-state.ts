import { inParallel } from '../../lib/domain/in-parallel.ts';
import type { Lane, Plan } from '../../lib/domain/plan.ts';
import type { Records } from '../../lib/pipeline/ports.ts';
import { type Outcome, RECORD } from '../../lib/pipeline/run-records.ts';
import type { Stage } from '../stages.ts';

/** Lanes looked at in one poll: those of a phase run in the plan's order, so that later ones cannot be under way. */
const LANES_AT_A_LOOK = 16;
const READS_AT_ONCE = 8;

/** How far a run is, as its records tell. */
export interface RunState {
  readonly stage: Stage;
  readonly plan?: Plan;
  /** Outcomes so far, and the round under way of lanes that are measuring, by lane. */
  readonly ended: ReadonlyMap<string, Outcome>;
  readonly rounds: ReadonlyMap<string, number>;
}

export const UNSEEN: RunState = { stage: 'Plan', ended: new Map(), rounds: new Map() };

/** Looks at a run's records again. Reads only what may have changed since `before`. */
export async function lookAgain(records: Records, before: RunState): Promise<RunState> {
  const plan = before.plan ?? (await RECORD.plan.read(records));
  if (await RECORD.closed.read(records)) return { ...before, ...(plan ? { plan } : {}), stage: 'Teardown' };
  if (!plan) return before;
  const ended = new Map(before.ended);
  const rounds = new Map(before.rounds);
  const startedBefore = before.stage !== 'Plan' && before.stage !== 'Prepare';
  let crewSeen = false;
  await inParallel(openLanes(plan, ended), READS_AT_ONCE, async ({ id }) => {
    const outcome = await RECORD.outcome.read(records, id);
    if (outcome) ended.set(id, outcome);
    const sent = outcome ? undefined : await RECORD.sent.read(records, id);
    if (sent) rounds.set(id, sent.round);
    else if (!outcome && !startedBefore && (await RECORD.crew.read(records, id))) crewSeen = true;
  });
  // Told after all have answered: lanes are read side by side, and what one has seen another must not take back.
  const started = startedBefore || crewSeen || ended.size + rounds.size > 0;
  const stage = ended.size < plan.lanes.length ? (started ? 'Measure' : 'Prepare') : await afterLanes(records);
  return { stage, plan, ended, rounds };
}

async function afterLanes(records: Records): Promise<Stage> {
  return (await RECORD.run.read(records)) ? 'Publish' : 'Summarise';
}

/** Small lanes first, then the next of each site's bulk lanes. */
function openLanes({ lanes }: Plan, ended: ReadonlyMap<string, Outcome>): Lane[] {
  const open = lanes.filter(({ id }) => !ended.has(id));
  const small = open.filter(({ phase }) => phase === 'small');
  if (small.length > 0) return small.slice(0, LANES_AT_A_LOOK);
  return [...Map.groupBy(open, ({ site }) => site).values()].flatMap((turns) => turns.slice(0, 2));
}

/** Lanes as lines: how many are over, and each that is measuring with its round. */
export function laneLines({ plan, ended, rounds }: RunState): string[] {
  if (!plan) return [];
  const measuring = [...rounds].filter(([lane]) => !ended.has(lane));
  const of = new Map(plan.lanes.map((lane) => [lane.id, lane.rounds]));
  return [
    `${ended.size} of ${plan.lanes.length} lanes done`,
    ...measuring.map(([lane, round]) => `${lane}  round ${round + 1} of ${of.get(lane) ?? '?'}`),
  ];
}

/** What a log says of the step from one look to the next: a line a round, a line an end. */
export function newLines(before: RunState, now: RunState): string[] {
  const of = new Map(now.plan?.lanes.map((lane) => [lane.id, lane.rounds]));
  const ends = [...now.ended.values()].filter(({ id }) => !before.ended.has(id));
  const begun = [...now.rounds].filter(([lane, round]) => before.rounds.get(lane) !== round && !now.ended.has(lane));
  return [
    ...begun.map(([lane, round]) => `${lane}  round ${round + 1} of ${of.get(lane) ?? '?'}`),
    ...ends.map(
      ({ id, outcome, reason }) => `${id}  ${outcome}${reason ? `: ${reason}` : ''}  (${now.ended.size} of ${of.size} lanes)`,
    ),
  ];
}
