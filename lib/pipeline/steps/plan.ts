import { placeOf } from '../../domain/cell.ts';
import { deadlineSeconds } from '../../domain/deadline.ts';
import { refuseBeyondLimits } from '../planning/limits.ts';
import { lanesTogether, makePlan } from '../planning/make-plan.ts';
import { takesTurns, turnsOf } from '../planning/turns.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';

export interface Planned extends RunState {
  /** How many lanes the machine may run at the same time. */
  readonly together: number;
  /** What has to be opened and filled before the first lane: `placeOf` of the cells that can be measured. */
  readonly places: readonly string[];
  /** Ids of the lanes that may run together. */
  readonly small: readonly string[];
  /** Ids of the lanes that take turns, a list for each queue: see `turnsOf`. */
  readonly bulk: readonly { readonly lanes: readonly string[] }[];
}

/**
 * Turns what was asked for into cells and lanes, and hands the machine their ids. Refuses with BadInput what goes beyond the limits;
 * sets the clock that ends the run from outside before anything is made.
 */
export const plan: Step<RunState, Planned> = async (ports, { run }) => {
  const request = await RECORD.request.need(ports.records);
  const made = makePlan({ ...request, scenario: ports.scenario(request.selection.scenario) });
  refuseBeyondLimits(made, request);
  await RECORD.plan.write(ports.records, made);
  await ports.guard?.set(new Date(ports.now().getTime() + deadlineSeconds(made.estimate.seconds) * 1000));
  return {
    run,
    together: lanesTogether(made.cells, request.fanOut),
    places: [...new Set(made.cells.flatMap((cell) => (cell.impossible ? [] : (placeOf(cell) ?? []))))],
    small: made.lanes.filter((lane) => !takesTurns(lane)).map((lane) => lane.id),
    bulk: turnsOf(made.lanes).map((lanes) => ({ lanes: lanes.map((lane) => lane.id) })),
  };
};
