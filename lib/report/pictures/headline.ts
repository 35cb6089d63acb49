import type { AxisValue } from '../../domain/cell.ts';
import type { CellResult } from '../../domain/run.ts';
import { counted } from '../format.ts';
import type { Child } from '../html.ts';
import { firstSetting, settingCells } from '../map/setting.ts';
import { chip } from '../marks.ts';
import { axesLabel, cellLabel, type MetricRecord, type Scope } from '../scope.ts';

export interface HeadlineRow {
  readonly cell: CellResult;
  readonly head: Child;
  /** The same in plain text, with what its panel says. */
  readonly name: string;
}

/** The cells that pictures of single cells show: those of the page's first map. A drawing for each of thousands would be no picture. */
export interface Headline {
  readonly metric: MetricRecord;
  /** What holds for all of them: `1MB · get · reused`. */
  readonly setting: string;
  /** Title of the rows: what is compared. */
  readonly title: string;
  readonly panels: readonly { readonly title: string; readonly rows: readonly HeadlineRow[] }[];
  /** `12 of 4,980 cells`, where not all are shown. */
  readonly share: string | undefined;
}

const MOST_PANELS = 16;
const MOST_ROWS = 24;

/** Undefined where no cell that `has` what a picture needs is among them. */
export function headline(scope: Scope, has: (cell: CellResult, metric: MetricRecord) => boolean): Headline | undefined {
  const setting = firstSetting(scope);
  const view = scope.scenario.views.find(({ kind }) => kind === 'matrix' || kind === 'ranking') ?? scope.scenario.views[0];
  const metric = setting?.metric ?? scope.metric(view?.metric ?? '');
  if (!metric) return undefined;
  const measured = scope.cells.filter((cell) => has(cell, metric));
  const cells = (setting ? settingCells(scope, setting) : scope.cells).filter((cell) => has(cell, metric));
  if (cells.length === 0) return undefined;
  const groups = Map.groupBy(cells, ({ axes }) => (setting?.y ? axes[setting.y] : undefined));
  const panels = [...groups].slice(0, MOST_PANELS).map(([down, own]) => {
    const title = setting && down !== undefined && scope.varying.includes(setting.y) ? scope.label(setting.y, down) : '';
    return { title, rows: own.slice(0, MOST_ROWS).map((cell) => rowOf(scope, cell, setting?.x, title)) };
  });
  const shown = panels.reduce((sum, { rows }) => sum + rows.length, 0);
  return {
    metric,
    setting: setting ? axesLabel(scope, setting.chosen, Object.keys(setting.chosen)) : '',
    title: setting ? (scope.axis(setting.x)?.title ?? setting.x) : 'cell',
    panels,
    share: shown < measured.length ? `${shown} of ${counted(measured.length, 'cell')}` : undefined,
  };
}

function rowOf(scope: Scope, cell: CellResult, x: string | undefined, panel: string): HeadlineRow {
  const value: AxisValue | undefined = x === undefined ? undefined : cell.axes[x];
  if (x === undefined || value === undefined) return { cell, head: cellLabel(scope, cell), name: cellLabel(scope, cell) };
  const label = scope.label(x, value);
  return { cell, head: chip(scope, x, value), name: panel ? `${label}, ${panel}` : label };
}
