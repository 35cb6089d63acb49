import { describe, expect, it } from 'vitest';
import type { Cell } from '../../lib/domain/cell.ts';
import type { ScenarioPlan, Selection } from '../../lib/domain/scenario.ts';

/** What the core relies on of any scenario's plan. */
export function scenarioConformance(plan: ScenarioPlan, selection: Selection): void {
  const cells = plan.expand(selection);
  const measurable = cells.filter(({ impossible }) => !impossible);
  const axisNames = plan.axes.map(({ name }) => name);
  const each = (check: (cell: Cell) => void) => measurable.forEach(check);

  describe(`the scenario ${plan.id}`, () => {
    it('expands to cells with ids of their own, each of this scenario', () => {
      expect(measurable.length).toBeGreaterThan(0);
      expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length);
      expect(new Set(cells.map(({ scenario }) => scenario))).toEqual(new Set([plan.id]));
    });

    it('expands to the same cells every time', () => {
      expect(plan.expand(selection)).toEqual(cells);
    });

    it('gives every cell exactly its axes, in their order', () => {
      for (const cell of cells) expect(Object.keys(cell.axes)).toEqual(axisNames);
    });

    it('gives every impossible cell a reason a person can read', () => {
      for (const cell of cells) if (cell.impossible !== undefined) expect(cell.impossible.length).toBeGreaterThan(10);
    });

    it('compares axes it has, and shows metrics and axes it has', () => {
      for (const axis of plan.compares) expect(axisNames).toContain(axis);
      const metrics = plan.metrics.map(({ name }) => name);
      for (const view of plan.views) {
        expect(metrics).toContain(view.metric);
        const used =
          view.kind === 'ranking'
            ? [view.compare]
            : view.kind === 'table'
              ? view.rows
              : [view.x, view.kind === 'curves' || view.kind === 'phases' ? view.series : view.y, ...Object.keys(view.where)];
        for (const axis of used) expect(axisNames).toContain(axis);
      }
    });

    it('has a crew whose serving roles come first and whose only client comes last', () => {
      each((cell) => {
        const serves = plan.crew(cell).map((member) => member.serves);
        expect(serves.at(-1)).toBe(false);
        expect(serves.slice(0, -1).every(Boolean)).toBe(true);
      });
    });

    it('has something to time in every block', () => {
      each((cell) => {
        const { warmups, timed } = plan.block(cell);
        expect(warmups).toBeGreaterThanOrEqual(1);
        expect(timed).toBeGreaterThanOrEqual(1);
      });
    });

    it('asks a store for one operation a sample, or for none at all', () => {
      each((cell) => {
        const { warmups, timed } = plan.block(cell);
        const requests = plan.requests(cell, 0);
        expect([0, warmups + timed]).toContain(requests.length);
        if (requests.length > 0) expect(cell.axes.store).toBeDefined();
      });
    });

    it('reads only objects it had prepared, at their size and offset', () => {
      const prepared = new Map(plan.objects(cells).map((object) => [`${object.store}/${object.key}`, object]));
      each((cell) => {
        for (const { operation, key, bytes, offset } of plan.requests(cell, 3))
          if (operation === 'get') expect(prepared.get(`${cell.axes.store}/${key}`)).toMatchObject({ bytes, offset });
      });
    });

    it('never writes a key twice in a run', () => {
      const written = measurable.flatMap((cell) =>
        [0, 1].flatMap((round) =>
          plan.requests(cell, round).flatMap(({ operation, key }) => (operation === 'put' ? [`${cell.axes.store}/${key}`] : [])),
        ),
      );
      expect(new Set(written).size).toBe(written.length);
    });

    it('expects every block to take time, and nothing negative', () => {
      each((cell) => {
        const usage = plan.usage(cell);
        expect(usage.seconds).toBeGreaterThan(0);
        for (const amount of Object.values(usage)) expect(amount).toBeGreaterThanOrEqual(0);
      });
    });
  });
}
