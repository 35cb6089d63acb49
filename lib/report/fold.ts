import { type Child, type Html, html } from './html.ts';
import { type Panel, panelAxes } from './panels.ts';
import { axesLabel, type Scope } from './scope.ts';

/**
 * Shows panels as they are while there are few; otherwise folds them by the first axis they differ in, which is the host
 * in most scenarios, and leaves the first fold open. Inside a fold, titles leave out what the fold already says.
 */
export function foldPanels(
  scope: Scope,
  panels: readonly Panel[],
  most: number,
  render: (panels: readonly Panel[]) => Child,
): Html {
  const [first, ...rest] = panelAxes(scope, panels);
  if (panels.length <= most || first === undefined) return html`${render(panels)}`;
  const groups = Map.groupBy(panels, (panel) => panel.axes[first]);
  return html`${[...groups].map(([value, own], i) => {
    const inside = own.map((panel) => ({ ...panel, title: axesLabel(scope, panel.axes, rest) }));
    return html`<details class="fold"${i === 0 && html` open`}><summary>${scope.label(first, value)}</summary>${render(inside)}</details>
    `;
  })}`;
}
