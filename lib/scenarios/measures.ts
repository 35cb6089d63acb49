import type { Measures } from '../../agent/role.ts';
import { measureTransfer } from './transfer/measure.ts';

/** What the agent can measure: scenario id -> role -> code. A new scenario is one line here. */
export const measures: Measures = {
  transfer: { client: { kind: 'client', measure: measureTransfer } },
};
