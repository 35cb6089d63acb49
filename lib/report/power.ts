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
  return rounds.done < MIN_ROUNDS ? `not known with fewer than ${MIN_ROUNDS} rounds` : 'not stated for this run';
}

/** The same as a sentence of its own. */
export function powerSentence(run: RunRecord): string {
  if (run.power) return `With the rounds and the round-to-round spread of this run, ${powerWords(run)}.`;
  return `How likely this run was to find a difference is ${powerWords(run)}.`;
}
