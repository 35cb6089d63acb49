import { makePlan } from '../planning/make-plan.ts';
import { RECORD } from '../run-records.ts';
import type { RunState, Step } from '../step.ts';

export interface Planned extends RunState {
  /** Ids of the lanes that may run together. */
  readonly small: readonly string[];
  /** Ids of the bulk lanes, one list a site: the lanes of a site take turns. */
  readonly bulk: readonly { readonly lanes: readonly string[] }[];
}

/** Turns what was asked for into cells and lanes, and hands the machine their ids. */
export const plan: Step<RunState, Planned> = async (ports, { run }) => {
  const request = await RECORD.request.need(ports.records);
  const made = makePlan({ ...request, scenario: ports.scenario(request.selection.scenario) });
  await RECORD.plan.write(ports.records, made);
  const bulk = Map.groupBy(
    made.lanes.filter((lane) => lane.phase === 'bulk'),
    (lane) => lane.site,
  );
  return {
    run,
    small: made.lanes.filter((lane) => lane.phase === 'small').map((lane) => lane.id),
    bulk: [...bulk.values()].map((lanes) => ({ lanes: lanes.map((lane) => lane.id) })),
  };
};
