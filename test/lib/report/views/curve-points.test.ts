import { describe, expect, it } from 'vitest';
import type { View } from '../../../../lib/domain/scenario.ts';
import { panelsOf } from '../../../../lib/report/panels.ts';
import { scopeOf } from '../../../../lib/report/scope.ts';
import { curveFrame } from '../../../../lib/report/views/curve-frame.ts';
import { curvePoints } from '../../../../lib/report/views/curve-points.ts';
import { syntheticRun } from '../../../fixtures/report/synthetic-run.ts';

describe('the points of curves', () => {
  const run = syntheticRun({ rounds: 6, timed: 2, sizes: [1, 1e9] });
  const [scenario] = run.scenarios;
  if (!scenario) throw new Error('no scenario');
  const scope = scopeOf(run, scenario);
  const view = scenario.views.find((each): each is Extract<View, { kind: 'curves' }> => each.kind === 'curves');
  const metric = scope.metric(view?.metric ?? '');
  if (!view || !metric) throw new Error('no curves');
  const cells = scope.cells.filter((cell) => cell.metrics[metric.name]);
  const frame = curveFrame(scope, view.x, metric, cells);
  const drawn = panelsOf(scope, [view.x, view.series], view.where).map((panel) => curvePoints(scope, view, metric, frame, panel));

  it('stand at their value for lines and bands, and at most six pixels beside it for marks, however far values lie apart', () => {
    const values = frame.xs.map(frame.x);
    const points = drawn.flatMap(({ points: all }) => all);
    expect(points.length).toBeGreaterThan(0);
    for (const { x, beside } of points) {
      expect(values).toContain(x);
      expect(Math.abs(beside - x) / frame.perPixel).toBeLessThanOrEqual(6 + 1e-9);
    }
  });

  it('keep series apart', () => {
    for (const { points } of drawn) {
      const first = points.filter(({ x }) => x === points[0]?.x);
      expect(new Set(first.map(({ beside }) => beside)).size).toBe(first.length);
    }
  });
});
