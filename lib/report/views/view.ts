import type { View } from '../../domain/scenario.ts';
import type { Html } from '../html.ts';
import type { Scope } from '../scope.ts';
import { curvesView } from './curves.ts';
import { heatmapView } from './heatmap.ts';
import { rankingView } from './ranking.ts';
import { tableView } from './table.ts';

/** A new kind of view needs a file of its own and a line here; the compiler finds what is missing. */
export function renderView(scope: Scope, view: View): Html {
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
