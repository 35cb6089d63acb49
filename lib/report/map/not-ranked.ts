import type { CellResult } from '../../domain/run.ts';
import { counted, listed } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Scope } from '../scope.ts';
import { verdictsOf } from '../verdict.ts';
import { type Setting, settingCells } from './setting.ts';

/** Remarks quoted of one value at most; all of them stand among what is not as asked. */
const QUOTED = 2;

/** Whose numbers stand in the map without being ranked, and why, in the record's own words; false where all are ranked. */
export function notRanked(scope: Scope, setting: Setting): Html | false {
  const here = new Set(settingCells(scope, setting).map(({ id }) => id));
  // Where a row holds one other form only, its cells are ranked among themselves.
  const verdicts = verdictsOf(scope, setting.metric, setting.x);
  const apart = scope.cells.filter(({ id, form, n }) => form !== undefined && n > 0 && (verdicts.get(id)?.code ?? 'u') === 'u');
  if (apart.length === 0) return false;
  const sentences = [...Map.groupBy(apart, ({ axes }) => axes[setting.x])].map(([value, cells]) => {
    // What the map shows at first is explained first.
    const sorted = cells.toSorted((a, b) => Number(here.has(b.id)) - Number(here.has(a.id)));
    return `${scope.label(setting.x, value)} in ${counted(cells.length, 'cell')}${because(sorted)}`;
  });
  return html`<p class="fine">Not ranked: ${sentences.join('; ')}. <a href="#gaps">All remarks</a></p>`;
}

function because(cells: readonly CellResult[]): string {
  const notes = [...new Set(cells.flatMap(({ note }) => note ?? []))];
  if (notes.length === 0) return '';
  const quoted = notes.slice(0, QUOTED).map((note) => `“${note}”`);
  return `: ${listed(notes.length > QUOTED ? [...quoted, `${notes.length - QUOTED} more remarks`] : quoted)}`;
}
