import type { RunRecord } from '../domain/run.ts';
import { given } from './format.ts';
import { VERDICT_ROUNDS } from './standings.ts';

/** How likely a difference of a stated size is found with this run's own rounds and spread. */
export function powerWords({ power, rounds }: RunRecord): string {
  if (power) return `a ${given((power.forRatio - 1) * 100)} % difference is found with probability ${power.power.toFixed(2)}`;
  return rounds.done < VERDICT_ROUNDS ? `none: fewer than ${VERDICT_ROUNDS} rounds` : 'not stated for this run';
}
