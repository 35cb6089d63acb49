import type { CellResult } from '../../domain/run.ts';
import { signs } from '../flags.ts';
import { atStart } from '../format.ts';
import { undisguised } from '../html.ts';
import { axesLabel, type Scope } from '../scope.ts';

/** One axis of the packed cells: its values as typed and as printed, and which of them each cell has. */
export interface AxisColumn {
  readonly name: string;
  readonly title: string;
  readonly values: readonly string[];
  readonly labels: readonly string[];
  /** As said in a list of settings: a bare number names its axis. */
  readonly said: readonly string[];
  /** Index into `values`, -1 for none. */
  readonly at: readonly number[];
  /** Its values carry the page's marks. */
  readonly marked: boolean;
}

/** What every table of cells starts with. Columns of equal length, one entry a cell; texts as the page's markup has them too. */
export interface CellColumns {
  readonly axes: readonly AxisColumn[];
  readonly n: readonly number[];
  readonly failures: readonly number[];
  readonly signs: readonly string[];
  /** Which cells are of another form: they set no scale. */
  readonly apart: readonly number[];
  /** 0 for a cell with numbers, else one more than an index into `reasons`. */
  readonly why: readonly number[];
  /** Short and in full. */
  readonly reasons: readonly (readonly [string, string])[];
}

/** The axes a reader tells cells apart by: what is compared first. */
export function tableAxes(scope: Scope): readonly string[] {
  const { compares } = scope.scenario;
  const first = compares.filter((name) => scope.varying.includes(name));
  return [...first, ...scope.varying.filter((name) => !compares.includes(name))];
}

function axisColumn(scope: Scope, name: string): AxisColumn {
  const values = scope.values(name);
  const places = new Map(values.map((value, i) => [value, i]));
  return {
    name,
    title: undisguised(atStart(scope.axis(name)?.title ?? name)),
    values: values.map((value) => undisguised(String(value))),
    labels: values.map((value) => undisguised(scope.label(name, value))),
    said: values.map((value) => undisguised(axesLabel(scope, { [name]: value }, [name]))),
    at: scope.cells.map(({ axes }) => places.get(axes[name] ?? '') ?? -1),
    marked: name === scope.scenario.compares[0],
  };
}

/** Why a cell has no numbers; undefined where it has some. */
export function reasonOf(cell: CellResult): readonly [string, string] | undefined {
  if (cell.impossible !== undefined) return ['cannot exist', cell.impossible];
  if (cell.n > 0) return undefined;
  if (cell.failed !== undefined) return ['failed', cell.failed];
  return cell.failures > 0 ? ['failed', 'every operation failed'] : ['not measured', 'not measured'];
}

export function cellColumns(scope: Scope): CellColumns {
  const reasons = new Map<string, readonly [string, string]>();
  const found = scope.cells.map(reasonOf);
  for (const reason of found) if (reason) reasons.set(reason[1], reason);
  const places = new Map([...reasons.keys()].map((text, i) => [text, i + 1]));
  return {
    axes: tableAxes(scope).map((name) => axisColumn(scope, name)),
    n: scope.cells.map(({ n }) => n),
    failures: scope.cells.map(({ failures }) => failures),
    signs: scope.cells.map(signs),
    apart: scope.cells.flatMap(({ form }, i) => (form === undefined ? [] : [i])),
    why: found.map((reason) => (reason ? (places.get(reason[1]) ?? 0) : 0)),
    reasons: [...reasons.values()].map(([short, full]) => [short, undisguised(full)]),
  };
}
