import type { LaneRecord, RunRecord } from '../../../domain/run.ts';
import { count, counted } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { table } from '../../parts.ts';
import { someOf } from './together.ts';

/** Different values of a fact that are told apart; more are counted. */
const MOST_VALUES = 6;

/** What hosts said about themselves: a table for each kind of host, with one line for what its lanes agree on. */
export function hostFacts({ lanes }: RunRecord): readonly Html[] {
  const told = lanes.filter(({ facts }) => Object.keys(facts).length > 0);
  return [...Map.groupBy(told, ({ host }) => host)].map(([host, own]) => {
    const names = [...new Set(own.flatMap(({ facts }) => Object.keys(facts)))];
    const whose = own.length === 1 ? own[0]?.id : `${counted(own.length, 'lane')} of ${host}`;
    return html`<details><summary>What ${whose} said about ${own.length === 1 ? 'its host' : 'their hosts'}</summary>
    ${table(
      `Facts of ${host}`,
      [
        { title: 'Fact', text: true },
        { title: 'value', text: true },
      ],
      names.map((name) => [name, factText(own, name)]),
    )}</details>`;
  });
}

/** The value, or the values with the lanes that have them. */
function factText(lanes: readonly LaneRecord[], name: string): string {
  const values = [...Map.groupBy(lanes, ({ facts }) => String(facts[name] ?? 'unknown'))];
  const [only] = values;
  if (values.length === 1 && only) return only[0];
  if (values.length > MOST_VALUES) return `${count(values.length)} different values`;
  return values.map(([value, own]) => `${value} (${someOf(own.map(({ id }) => id))})`).join('; ');
}
