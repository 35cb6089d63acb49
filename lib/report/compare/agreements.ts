import type { CellChange, RunComparison } from '../../domain/run-comparison.ts';
import { count, number } from '../format.ts';
import { idParts } from './cell-names.ts';

/** Fewer changes than this that agree are no pattern. */
const FEWEST = 3;
const MOST_LINES = 8;

/** Where every figure of one value of an axis surely changed the same way, in a line each: `get: all 14 slower, 1.21x to 1.40x`. */
export function agreements(comparison: Pick<RunComparison, 'changes' | 'notCompared' | 'metrics'>): readonly string[] {
  const lines = [...Map.groupBy(comparison.changes, ({ scenario, metric }) => `${scenario} ${metric}`).values()].flatMap(
    (own) => {
      const title = comparison.metrics.length > 1 ? ` in ${own[0]?.metric}` : '';
      const whole = agreed(own);
      if (whole) return [`All ${whole}${title}.`];
      const parts = idParts(comparison).find(({ scenario }) => scenario === own[0]?.scenario);
      return (parts?.varying ?? []).flatMap((i) => {
        const axis = parts?.axes[i] ?? '';
        const groups = Map.groupBy(own, ({ cell }) => cell.split(':')[i + 1] ?? '');
        return [...groups].flatMap(([value, group]) => {
          const words = agreed(group);
          return words ? [`${axis} ${value}: all ${words}${title}.`] : [];
        });
      });
    },
  );
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `And ${count(more)} more like these.`] : lines;
}

/** `14 slower, 1.21x to 1.40x`; undefined where they do not all surely say the same. */
function agreed(changes: readonly CellChange[]): string | undefined {
  const [first] = changes;
  if (!first || first.verdict === '~' || changes.length < FEWEST) return undefined;
  if (changes.some(({ verdict }) => verdict !== first.verdict)) return undefined;
  const factors = changes.map(({ ratio }) => (first.verdict === 'slower' ? ratio : 1 / ratio)).toSorted((a, b) => a - b);
  const [least, most] = [factors[0], factors.at(-1)].map(number);
  return `${count(changes.length)} ${first.verdict} in B, ${least === most ? `${least}x` : `${least}x to ${most}x`}`;
}
