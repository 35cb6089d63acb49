import type { AxisValue } from '../domain/cell.ts';
import type { Scope } from './scope.ts';
import type { Standing } from './standings.ts';

/** Rows on one side of a split and what most of them say: who leads, or with `tie` that no difference is shown at the front. */
export interface SplitPart {
  /** Values of the axis, in its order. */
  readonly values: readonly AxisValue[];
  readonly leader: AxisValue | 'tie';
  readonly led: number;
  readonly rows: number;
}

/** One axis that alone tells who leads. `ordered`: the first part ends where the second begins. */
export interface Split {
  readonly axis: string;
  readonly ordered: boolean;
  readonly parts: readonly SplitPart[];
}

/** Share of a part's rows that must say the same. */
const CLEAR = 0.75;
/** Names of more values than this are no sentence. */
const MOST_VALUES = 6;
const MOST_PARTS = 3;

/** Rows with competitors, by what they say. */
interface Said {
  readonly at: Standing['shared'];
  readonly says: AxisValue | 'tie' | undefined;
}

/**
 * The first axis, sizes before others, whose values alone separate the leaders: at one cut where the axis is numbers, by value elsewhere.
 * Undefined where none does. An axis of names with one row a value would always do, so it needs two rows a value.
 */
export function splitOf(scope: Scope, compare: string, standings: readonly Standing[]): Split | undefined {
  const rows = standings.flatMap(({ outcome, shared, front }): Said[] => {
    if (outcome === 'leader') return [{ at: shared, says: front[0]?.value }];
    if (outcome === 'tie') return [{ at: shared, says: 'tie' }];
    return outcome === 'no verdict' ? [{ at: shared, says: undefined }] : [];
  });
  const axes = scope.varying.filter((name) => name !== compare);
  const sized = (name: string) => Number(scope.axis(name)?.unit === 'bytes');
  for (const axis of axes.toSorted((a, b) => sized(b) - sized(a))) {
    const values = scope.values(axis).filter((value) => rows.some(({ at }) => at[axis] === value));
    if (values.length < 2) continue;
    const ordered = values.every((value) => typeof value === 'number');
    const parts = ordered ? atOneCut(rows, axis, values) : byValue(rows, axis, values);
    if (parts) return { axis, ordered, parts };
  }
  return undefined;
}

function partOf(rows: readonly Said[], axis: string, values: readonly AxisValue[]): SplitPart | undefined {
  const own = rows.filter(({ at }) => values.includes(at[axis] ?? ''));
  const groups = [...Map.groupBy(own, ({ says }) => says)].sort(([, a], [, b]) => b.length - a.length);
  const [leader, most] = groups[0] ?? [];
  return leader === undefined ? undefined : { values, leader, led: most?.length ?? 0, rows: own.length };
}

const clear = (part: SplitPart | undefined): part is SplitPart => part !== undefined && part.led >= CLEAR * part.rows;

/** The cut that explains most rows, with another leader on either side. */
function atOneCut(rows: readonly Said[], axis: string, values: readonly AxisValue[]): readonly SplitPart[] | undefined {
  const cuts = values.slice(1).flatMap((_, i) => {
    const sides = [partOf(rows, axis, values.slice(0, i + 1)), partOf(rows, axis, values.slice(i + 1))].filter(clear);
    return sides.length === 2 && different(sides) ? [sides] : [];
  });
  const explained = (parts: readonly SplitPart[]) => parts.reduce((sum, { led }) => sum + led, 0);
  return cuts.toSorted((a, b) => explained(b) - explained(a))[0];
}

function byValue(rows: readonly Said[], axis: string, values: readonly AxisValue[]): readonly SplitPart[] | undefined {
  if (values.length > MOST_VALUES || rows.length < 2 * values.length) return undefined;
  const each = values.map((value) => partOf(rows, axis, [value]));
  if (!each.every(clear)) return undefined;
  const groups = [...Map.groupBy(each, ({ leader }) => leader).values()];
  if (groups.length < 2 || groups.length > MOST_PARTS) return undefined;
  return groups.flatMap(
    (own) =>
      partOf(
        rows,
        axis,
        own.flatMap((part) => part.values),
      ) ?? [],
  );
}

const different = (parts: readonly SplitPart[]) => new Set(parts.map(({ leader }) => leader)).size > 1;
