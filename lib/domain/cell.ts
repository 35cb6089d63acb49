/** One value on an axis. Sizes and streams are numbers (bytes, count), everything else an id of the catalog. */
export type AxisValue = string | number;
export type Axes = Readonly<Record<string, AxisValue>>;

/** `small` lanes (objects up to 10 MB) may run together; `bulk` lanes (from 100 MB) of one site take turns. */
export type Phase = 'small' | 'bulk';

/** One combination of a scenario's own axes: the smallest thing that gets statistics of its own. */
export interface Cell {
  /** `<scenario>:<axis value>:…` in the scenario's axis order; stable across runs. */
  readonly id: string;
  readonly scenario: string;
  readonly axes: Axes;
  /** Where its store is met: `<store>.<region>`. A store of one place, such as a stand-in, is its own place and leaves this out. */
  readonly place?: string;
  /** The site pair of the catalog this cell answers, where it has one. */
  readonly pair?: string;
  /** Why this cell cannot be measured. Such a cell stays in the plan and on the page. */
  readonly impossible?: string;
  /** What was asked for, where this cell stands in for it. */
  readonly substitutes?: string;
  /** A remark the page prints beside the cell, for example that its object is composed of many items. */
  readonly note?: string;
  /** What its object is when it is no single object, for example `composite`: only cells of one form share a row. */
  readonly form?: string;
}

/** What is opened, filled and emptied for a cell: its store in one region. Undefined for a cell without a store. */
export function placeOf({ place, axes }: Pick<Cell, 'place' | 'axes'>): string | undefined {
  return place ?? (axes.store === undefined ? undefined : String(axes.store));
}

/** The name of a store's region: keys of records and of ports, and part of what is made there. */
export function placeName(store: string, region: string): string {
  return `${store}.${region}`;
}

/** The id of a cell: values in the order of the scenario's axes, sizes as given. */
export function cellId(scenario: string, axes: Axes, label: (axis: string, value: AxisValue) => string): string {
  return [scenario, ...Object.entries(axes).map(([axis, value]) => label(axis, value))].join(':');
}

/** The row of a cell along one axis: cells with equal keys differ only in that axis and may be compared. */
export function rowKey(cell: Pick<Cell, 'scenario' | 'axes' | 'form'>, compared: string): string {
  const rest = Object.entries(cell.axes).filter(([axis]) => axis !== compared);
  const form = cell.form ? [`form=${cell.form}`] : [];
  return [cell.scenario, ...rest.map(([axis, value]) => `${axis}=${value}`), ...form].join(' ');
}

/** Whether axes have the given values; no given values fit everything. */
export function fits(axes: Axes, where: Axes = {}): boolean {
  return Object.entries(where).every(([axis, value]) => axes[axis] === value);
}
