import type { RunRecord } from '../domain/run.ts';
import { MIN_ROUNDS } from '../domain/statistics/median-interval.ts';
import { given, inSentence } from './format.ts';

/** How likely a difference of a stated size is found with this run's own rounds and spread. */
export function powerWords({ power, rounds, scenarios }: RunRecord): string {
  if (power) {
    const title = scenarios.flatMap(({ metrics }) => metrics).find(({ name }) => name === power.metric)?.title ?? power.metric;
    const size = `a ${given((power.forRatio - 1) * 100)} % difference in ${inSentence(title)}`;
    return `${size} is found with probability ${power.power.toFixed(2)} in the median comparison`;
  }
  return rounds.done < MIN_ROUNDS ? `none: fewer than ${MIN_ROUNDS} rounds` : 'not stated for this run';
}
