import type { RunRecord } from '../../lib/domain/run.ts';
import { isSample, type Sample } from '../../lib/domain/sample.ts';
import type { Records } from '../../lib/pipeline/ports.ts';
import { readLines } from '../../lib/pipeline/read-lines.ts';
import { RECORD } from '../../lib/pipeline/run-records.ts';

/**
 * Figures of a record that differ from what plain sorting of every sample gives: n, least, greatest, median, p99 and round medians of
 * times, to the last digit. Holds all samples at once, which is what Summarise avoids: for small runs.
 */
export async function differences(records: Records): Promise<string[]> {
  const plan = await RECORD.plan.need(records);
  const run: RunRecord = await RECORD.run.need(records);
  const samples: Sample[] = [];
  for (const lane of plan.lanes)
    for await (const line of readLines(records, lane)) {
      if (isSample(line) && line.kind === 'timed' && line.error === null) samples.push(line);
    }
  const byCell = Map.groupBy(samples, ({ cell }) => cell);
  return run.cells.flatMap((cell) =>
    ['ttfb', 'total', 'body'].flatMap((metric) => {
      const own = (byCell.get(cell.id) ?? []).filter((sample) => typeof sample[metric] === 'number');
      const values = own.map((sample) => Number(sample[metric])).toSorted((a, b) => a - b);
      const rounds = [...Map.groupBy(own, ({ round }) => round)].toSorted(([a], [b]) => a - b);
      const medians = rounds.map(([, each]) =>
        quantile(
          each.map((sample) => Number(sample[metric])).toSorted((a, b) => a - b),
          0.5,
        ),
      );
      const { n = 0, min, max, median, p99, rounds: published = [] } = cell.metrics[metric] ?? {};
      const got = JSON.stringify(n === 0 ? [0] : [n, min, max, median, p99 ?? null, published]);
      const ends = [values[0], values.at(-1), quantile(values, 0.5)];
      const p = values.length >= 1_000 ? quantile(values, 0.99) : null;
      const want = JSON.stringify(values.length === 0 ? [0] : [values.length, ...ends, p, medians]);
      return got === want ? [] : [`${cell.id} ${metric}: ${got} published, ${want} expected`];
    }),
  );
}

/** Linear between order statistics, written apart from the product's own. */
function quantile(sorted: readonly number[], p: number): number {
  const at = p * (sorted.length - 1);
  const [left = Number.NaN, right = left] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return at % 1 === 0 ? left : left * (1 - (at % 1)) + right * (at % 1);
}
