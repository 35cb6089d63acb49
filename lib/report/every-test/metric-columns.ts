import { atStart, inSentence, type Scale, scaleFor } from '../format.ts';
import { undisguised } from '../html.ts';
import { asPrinted } from '../pack.ts';
import type { MetricRecord, Scope } from '../scope.ts';
import { type Verdict, verdictsOf, verdictWords } from '../verdict.ts';
import { type EncodedFigures, encodeFigures } from './figure-codec.ts';
import { FIGURES } from './figures.ts';

/** One metric of the packed cells, in one unit; columns as long as there are cells, null where there is nothing. */
export interface MetricColumns {
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly better: MetricRecord['better'];
  readonly n: readonly (number | null)[];
  /** By the names of FIGURES, without those that no cell has. */
  readonly encoded: EncodedFigures;
  readonly verdicts: readonly VerdictColumns[];
}

/** Verdicts along one axis. `codes` has a letter a cell, blank for none; factors are null for the best of a row. */
export interface VerdictColumns {
  readonly axis: string;
  readonly title: string;
  readonly codes: string;
  readonly words: Readonly<Record<string, readonly [string, string]>>;
  readonly factor: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** Adjusted p, rounded to 0.001. */
  readonly p: readonly (number | null)[];
}

/** Every column of a metric has one unit, so that it can be read down: that of its largest median. */
export function unitOf(scope: Scope, metric: MetricRecord): Scale {
  const most = scope.cells.reduce((found, cell) => Math.max(found, cell.metrics[metric.name]?.median ?? 0), 0);
  return scaleFor(metric.unit, most);
}

/** The metrics that any cell has, the one a scenario's first table asks for in front. */
export function shownMetrics(scope: Scope): readonly MetricRecord[] {
  const first = scope.scenario.views.find(({ kind }) => kind === 'table')?.metric;
  const present = scope.scenario.metrics.filter(({ name }) => scope.cells.some((cell) => cell.metrics[name]));
  return present.toSorted((a, b) => Number(b.name === first) - Number(a.name === first));
}

function verdictColumns(scope: Scope, metric: MetricRecord, axis: string): readonly VerdictColumns[] {
  const found = verdictsOf(scope, metric, axis);
  if (found.size === 0) return [];
  const column = (of: (verdict: Verdict) => number | undefined) =>
    scope.cells.map(({ id }) => {
      const verdict = found.get(id);
      return verdict ? asPrinted(of(verdict)) : null;
    });
  return [
    {
      axis,
      title: undisguised(inSentence(scope.axis(axis)?.title ?? axis)),
      codes: scope.cells.map(({ id }) => found.get(id)?.code ?? ' ').join(''),
      words: verdictWords(metric, scope),
      factor: column(({ behind }) => behind?.factor),
      low: column(({ behind }) => behind?.low),
      high: column(({ behind }) => behind?.high),
      p: scope.cells.map(({ id }) => {
        const p = found.get(id)?.behind?.p;
        return p === undefined || !Number.isFinite(p) ? null : Math.round(p * 1000) / 1000;
      }),
    },
  ];
}

export function metricColumns(scope: Scope, metric: MetricRecord): MetricColumns {
  const scale = unitOf(scope, metric);
  const summaries = scope.cells.map((cell) => cell.metrics[metric.name]);
  const figures = FIGURES.map(({ name, of }) => {
    const values = summaries.map((summary) => {
      const value = summary && of(summary);
      return value === undefined ? null : asPrinted(value / scale.divisor);
    });
    return [name, values] as const;
  });
  return {
    name: metric.name,
    title: undisguised(atStart(metric.title)),
    unit: scale.label,
    better: metric.better,
    n: summaries.map((summary) => summary?.n ?? null),
    encoded: encodeFigures(Object.fromEntries(figures.filter(([, values]) => values.some((value) => value !== null))), 'median'),
    verdicts: scope.scenario.compares
      .filter((axis) => scope.varying.includes(axis))
      .flatMap((axis) => verdictColumns(scope, metric, axis)),
  };
}
