import { placeOf } from '../../domain/cell.ts';
import { deadlineSeconds } from '../../domain/deadline.ts';
import { refuseBeyondLimits } from '../planning/limits.ts';
import { makePlan } from '../planning/make-plan.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';

export interface Planned extends RunState {
  /** What has to be opened and filled before the first lane: `placeOf` of the cells that can be measured. */
  readonly places: readonly string[];
  /** Ids of the lanes that may run together. */
  readonly small: readonly string[];
  /** Ids of the bulk lanes, one list a site: the lanes of a site take turns. */
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
  const bulk = Map.groupBy(
    made.lanes.filter((lane) => lane.phase === 'bulk'),
    (lane) => lane.site,
  );
  return {
    run,
    places: [...new Set(made.cells.flatMap((cell) => (cell.impossible ? [] : (placeOf(cell) ?? []))))],
    small: made.lanes.filter((lane) => lane.phase === 'small').map((lane) => lane.id),
    bulk: [...bulk.values()].map((lanes) => ({ lanes: lanes.map((lane) => lane.id) })),
  };
};
