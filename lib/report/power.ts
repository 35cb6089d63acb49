import type { RunRecord } from '../domain/run.ts';
import { MIN_ROUNDS } from '../domain/statistics/median-interval.ts';
import { given } from './format.ts';

/** How likely a difference of a stated size is found with this run's own rounds and spread. */
export function powerWords({ power, rounds }: RunRecord): string {
  if (power) return `a ${given((power.forRatio - 1) * 100)} % difference is found with probability ${power.power.toFixed(2)}`;
  return rounds.done < MIN_ROUNDS ? `none: fewer than ${MIN_ROUNDS} rounds` : 'not stated for this run';
}
