import { describe, expect, it } from 'vitest';
import type { RunRecord, ScenarioRecord } from '../../../../lib/domain/run.ts';
import { combinationsOf, curveOf, timesOf } from '../../../../lib/domain/workload/combinations.ts';
import { costAgainstSpeed, leftOut } from '../../../../lib/domain/workload/cost-against-speed.ts';
import { pricedRun } from '../../../fixtures/report/priced-run.ts';

const run = pricedRun();
const [scenario] = run.scenarios as [ScenarioRecord];

describe('the combinations of a run', () => {
  it('hold each measured cell once, as a read or a write, sorted by size', () => {
    const found = combinationsOf(run, scenario);
    const rows = found.flatMap(({ reads, writes }) => [...reads, ...writes].map(({ row }) => row));
    expect(new Set(rows).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(50);
    for (const { axes, reads } of found)
      for (const [i, { row, bytes }] of reads.entries()) {
        expect(run.cells[row]?.axes).toMatchObject({ ...axes, size: bytes, operation: 'get' });
        expect(bytes).toBeGreaterThan(reads[i - 1]?.bytes ?? 0);
      }
  });

  it('have the times and intervals of their cells', () => {
    const [first] = combinationsOf(run, scenario);
    const [point] = curveOf(first?.reads ?? [], timesOf(run.cells));
    const total = run.cells[first?.reads[0]?.row ?? -1]?.metrics.total;
    expect(point).toEqual({
      bytes: first?.reads[0]?.bytes,
      ms: total?.median,
      low: total?.interval?.low,
      high: total?.interval?.high,
    });
  });

  it('have no point where nothing was measured or too much failed', () => {
    const spoilt = { ...run, cells: run.cells.map((cell, i) => (i === 0 ? { ...cell, failures: cell.n } : cell)) };
    const rows = (of: RunRecord) =>
      combinationsOf(of, scenario).flatMap(({ reads, writes }) => [...reads, ...writes].map(({ row }) => row));
    expect(rows(run)).toContain(0);
    expect(rows(spoilt)).not.toContain(0);
    for (const row of rows(run)) expect(run.cells[row]?.metrics.total?.median).toBeGreaterThan(0);
  });

  it('have the prices of their own place, way and host, and none of another', () => {
    for (const { axes, prices } of combinationsOf(run, scenario)) {
      expect(prices.place?.place).toBe(`${axes.store}.${axes.site}`);
      expect(prices.route).toMatchObject({ site: axes.site, place: prices.place?.place });
      const unpriced = axes.host === 'synthetic-other' && axes.site === 'synthetic-west';
      expect(prices.host?.host).toBe(unpriced ? undefined : axes.host);
    }
  });

  it('are none for a scenario that moves no objects', () => {
    expect(combinationsOf(run, { ...scenario, axes: scenario.axes.filter(({ name }) => name !== 'operation') })).toEqual([]);
    expect(combinationsOf(run, { ...scenario, metrics: [] })).toEqual([]);
  });
});

describe('cost against speed', () => {
  const points = costAgainstSpeed(run, scenario);

  it('has a point for every combination with a price and a time, from the cells that it names', () => {
    expect(points.length).toBeGreaterThan(10);
    const known = new Set(run.cells.map(({ id }) => id));
    for (const { cells, usdPerGb, usdPerMillionRequests, bytesPerSecond } of points) {
      // A read and a write, each of one measured size or between two.
      expect(cells.length).toBeGreaterThanOrEqual(2);
      expect(cells.length).toBeLessThanOrEqual(4);
      for (const id of cells) expect(known.has(id)).toBe(true);
      // Objects of 1 MB: a million of them are 1,000 GB.
      expect(usdPerMillionRequests / usdPerGb).toBeCloseTo(1000, 6);
      expect(bytesPerSecond).toBeGreaterThan(0);
    }
  });

  it('marks as efficient what no other point beats', () => {
    const beats = (a: (typeof points)[number], b: (typeof points)[number]) =>
      a.usdPerGb <= b.usdPerGb &&
      a.bytesPerSecond >= b.bytesPerSecond &&
      (a.usdPerGb < b.usdPerGb || a.bytesPerSecond > b.bytesPerSecond);
    expect(points.some((point) => point.efficient)).toBe(true);
    for (const point of points) expect(points.some((other) => beats(other, point))).toBe(!point.efficient);
  });

  it('calls beaten only what loses wherever within the intervals the truth lies, and nothing efficient', () => {
    const beaten = points.filter((point) => point.beaten);
    expect(beaten.length).toBeGreaterThan(0);
    expect(beaten.length).toBeLessThan(points.length);
    expect(points.some(({ beaten: lost, efficient }) => lost && efficient)).toBe(false);
    for (const { reach } of beaten)
      expect(
        points.some(
          (other) =>
            other.reach &&
            reach &&
            other.reach.usdPerGb.high <= reach.usdPerGb.low &&
            other.reach.secondsPerGb.high <= reach.secondsPerGb.low,
        ),
      ).toBe(true);
    for (const { usdPerGb, bytesPerSecond, reach } of points) {
      expect(reach?.usdPerGb.low).toBeLessThanOrEqual(usdPerGb);
      expect(reach?.usdPerGb.high).toBeGreaterThanOrEqual(usdPerGb);
      expect(1e9 / (reach?.secondsPerGb.low ?? 0)).toBeGreaterThanOrEqual(bytesPerSecond);
    }
  });

  it('calls nothing beaten where no median has an interval', () => {
    const without = run.cells.map((cell) => ({
      ...cell,
      metrics: Object.fromEntries(Object.entries(cell.metrics).map(([name, { interval: _, ...rest }]) => [name, rest])),
    }));
    expect(costAgainstSpeed({ ...run, cells: without }, scenario).some((point) => point.beaten)).toBe(false);
  });

  it('has a place or a reason for every combination', () => {
    const out = leftOut(run, scenario);
    expect(out.length + points.length).toBe(combinationsOf(run, scenario).length);
    expect(new Set(out.map(({ why }) => why))).toContain('no known price');
    const { prices: _, ...unpriced } = run;
    expect(leftOut(unpriced, scenario)).toHaveLength(combinationsOf(run, scenario).length);
  });

  it('is empty where nothing has a price', () => {
    const { prices: _, ...unpriced } = run;
    expect(costAgainstSpeed(unpriced, scenario)).toEqual([]);
  });
});
