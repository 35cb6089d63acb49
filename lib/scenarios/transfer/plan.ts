import type { ScenarioPlan } from '../../domain/scenario.ts';
import { axesOf, expandTransfer, phaseOf, TRANSFER } from './cells.ts';
import { AXES, METHOD, METRICS, VIEWS } from './page.ts';
import { blockOf, poolOf, requestsOf } from './requests.ts';
import { usageOf } from './usage.ts';

/** How fast a store feeds a host: GET and PUT of every size, over fresh and reused connections, in one or many streams. */
export const transferPlan = {
  id: TRANSFER,
  title: 'Transfer',
  axes: AXES,
  compares: ['store', 'host'],
  metrics: METRICS,
  views: VIEWS,
  method: METHOD,
  expand: expandTransfer,
  crew: (cell) => [{ role: 'client', host: axesOf(cell).host, serves: false }],
  phase: phaseOf,
  block: blockOf,
  requests: requestsOf,
  objects: poolOf,
  usage: usageOf,
} as const satisfies ScenarioPlan;
