import type { RunComparison } from '../../domain/run-comparison.ts';

type Compared = Pick<RunComparison, 'changes' | 'notCompared'>;

/** The part of a cell's id that says the value of each axis: an id is the scenario and the values in the axes' order. */
export interface IdParts {
  readonly scenario: string;
  readonly axes: readonly string[];
  /** Places in the id of the axes that take more than one value in this comparison. */
  readonly varying: readonly number[];
}

const SEPARATOR = ':';

/** How ids of each scenario are read; scenarios whose ids do not follow their axes are left out, and their ids stay as they are. */
export function idParts({ changes, notCompared }: Compared): readonly IdParts[] {
  const ids = [...changes, ...notCompared].map(({ cell }) => cell);
  return [...Map.groupBy(changes, ({ scenario }) => scenario)].flatMap(([scenario, own]) => {
    const axes = Object.keys(own[0]?.axes ?? {});
    const follows = own.every(({ cell, axes: values }) => {
      const [first, ...parts] = cell.split(SEPARATOR);
      const same = axes.every((name, i) => typeof values[name] === 'number' || values[name] === parts[i]);
      return first === scenario && parts.length === axes.length && same;
    });
    if (!follows) return [];
    const all = ids
      .map((id) => id.split(SEPARATOR))
      .filter(([first, ...rest]) => first === scenario && rest.length === axes.length);
    const varying = axes.map((_, i) => i).filter((i) => new Set(all.map((parts) => parts[i + 1])).size > 1);
    return [{ scenario, axes, varying }];
  });
}

/** A bare number says what it counts: `streams 8`. */
export function partText(name: string, text: string): string {
  return /^\d+$/.test(text) ? `${name} ${text}` : text;
}

/** Cells by the values in which they differ, `b2 · 1MB · get`, as the page of a run names them; the id where that says nothing. */
export function cellNames(comparison: Compared): (id: string) => string {
  const known = new Map(idParts(comparison).map((parts) => [parts.scenario, parts]));
  return (id) => {
    const [scenario = '', ...values] = id.split(SEPARATOR);
    const parts = known.get(scenario);
    if (!parts || values.length !== parts.axes.length || parts.varying.length === 0) return id;
    const said = parts.varying.map((i) => partText(parts.axes[i] ?? '', values[i] ?? ''));
    return [...(known.size > 1 ? [scenario] : []), ...said].join(' · ');
  };
}
