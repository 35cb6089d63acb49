import { fits } from '../../domain/cell.ts';
import type { View } from '../../domain/scenario.ts';
import { type Html, html } from '../html.ts';
import { phasesView } from '../pictures/phases.ts';
import type { Scope } from '../scope.ts';
import { curvesView } from './curves.ts';
import { heatmapView } from './heatmap.ts';
import { rankingView } from './ranking.ts';

/** Whether the plan of this run has anything a view asks for; what was planned and failed is said, what was never asked for is not. */
function concerns(scope: Scope, view: View): boolean {
  return !('where' in view) || scope.cells.some(({ axes }) => fits(axes, view.where));
}

/** A new kind of view needs a file of its own and a line here; the compiler finds what is missing. */
export function renderView(scope: Scope, view: View): Html {
  switch (view.kind) {
    case 'ranking':
      return concerns(scope, view) ? rankingView(scope, view) : html``;
    case 'heatmap':
      return concerns(scope, view) ? heatmapView(scope, view) : html``;
    case 'curves':
      return concerns(scope, view) ? curvesView(scope, view) : html``;
    case 'phases':
      return concerns(scope, view) ? phasesView(scope, view) : html``;
    case 'matrix':
    case 'table':
      // These two are asked for once a scenario: the map of the first screen and the table of every test.
      return html``;
  }
}
