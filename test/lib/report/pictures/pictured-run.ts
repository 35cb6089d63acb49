// Adds to a made-up run what its fixture leaves out and pictures show: how values spread, and windows of bulk cells.
import { seeded, subSeed } from '../../../../lib/domain/random.ts';
import type { CellResult, Histogram, RunRecord, Summary } from '../../../../lib/domain/run.ts';
import { histogram } from '../../../../lib/domain/statistics/histogram.ts';
import type { RunPrices } from '../../../../lib/domain/workload/prices.ts';
import { normal } from '../../../fixtures/report/synthetic-statistics.ts';

/** A log-normal spread around a summary's median that keeps its ends; every third cell has a second hump. */
export function spreadOf({ median, min, max, n }: Summary, seed: number): Histogram | undefined {
  const random = seeded(seed);
  const inside = Array.from({ length: Math.max(0, n - 2) }, () => {
    const hump = seed % 3 === 0 && random() < 0.3 ? 1.3 : 1;
    return Math.min(max, Math.max(min, median * hump * Math.exp(0.08 * normal(random))));
  });
  return histogram([min, ...inside.toSorted((a, b) => a - b), max]);
}

export function pictured(run: RunRecord): RunRecord {
  return { ...run, cells: run.cells.map(withPictures), prices: madeUpPrices(run) };
}

function withPictures(cell: CellResult): CellResult {
  const distributions = Object.fromEntries(
    ['ttfb', 'total', 'speed'].flatMap((name) => {
      const summary = cell.metrics[name];
      const spread = summary && spreadOf(summary, subSeed(1, `${cell.id} ${name}`));
      return spread ? [[name, spread]] : [];
    }),
  );
  const speed = cell.metrics.speed?.median;
  const bulk = speed !== undefined && Number(cell.axes.size) >= 1e8;
  const share = 0.3 + (subSeed(2, cell.id) % 75) / 100;
  const windows = bulk && {
    burst: { n: 12, median: speed, movedBytes: 1e8 },
    sustained: { n: 30, median: speed * Math.min(1, share), movedBytes: 6e9 },
  };
  return { ...cell, ...(Object.keys(distributions).length > 0 && { distributions }), ...(windows && { windows }) };
}

const SOURCE = { source: 'a made-up price list', asOf: '2026-11-20' };
const price = (usd: number) => ({ usd, ...SOURCE });

/** Made-up prices for every store, way and host of a run: the same store costs the same everywhere. */
export function madeUpPrices(run: RunRecord): RunPrices {
  const distinct = (name: string) => [...new Set(run.cells.map((cell) => String(cell.axes[name])))];
  const [stores, sites, hosts] = [distinct('store'), distinct('site'), distinct('host')];
  return {
    places: stores.map((place, i) => ({
      place,
      storage: price(0.006 * (i + 1)),
      billed: 'requests',
      read: price(0.2 * (i + 1)),
      write: price(2 * (i + 1)),
    })),
    routes: sites.flatMap((site) => stores.map((place, i) => ({ site, place, read: price(0.09 / (i + 1)), write: price(0) }))),
    hosts: sites.flatMap((site) => hosts.map((host, i) => ({ host, site, hour: price(0.005 * 1.4 ** i) }))),
  };
}
