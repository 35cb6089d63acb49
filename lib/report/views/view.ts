import { fits } from '../../domain/cell.ts';
import type { View } from '../../domain/scenario.ts';
import { type Html, html } from '../html.ts';
import type { Scope } from '../scope.ts';
import { curvesView } from './curves.ts';
import { heatmapView } from './heatmap.ts';
import { rankingView } from './ranking.ts';
import { tableView } from './table.ts';

/** Whether the plan of this run has anything a view asks for; what was planned and failed is said, what was never asked for is not. */
function concerns(scope: Scope, view: View): boolean {
  return view.kind === 'table' || scope.cells.some(({ axes }) => fits(axes, view.where));
}

/** A new kind of view needs a file of its own and a line here; the compiler finds what is missing. */
export function renderView(scope: Scope, view: View): Html {
  if (!concerns(scope, view)) return html``;
  switch (view.kind) {
    case 'ranking':
      return rankingView(scope, view);
    case 'table':
      return tableView(scope, view);
    case 'heatmap':
      return heatmapView(scope, view);
    case 'curves':
      return curvesView(scope, view);
  }
}
