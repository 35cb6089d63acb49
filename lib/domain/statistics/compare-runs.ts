import { type CellMatch, matchCells, movedBetween } from '../cell-match.ts';
import { MOST_FAILED } from '../failed-share.ts';
import type { CellResult, RunRecord, ScenarioRecord } from '../run.ts';
import { caveatsOf } from '../run-caveats.ts';
import type { CellChange, NotCompared, RunComparison, WhyNot } from '../run-comparison.ts';
import { ALPHA, LEAST_RATIO } from './compare-row.ts';
import { holm } from './holm.ts';
import { intervalOf, type LogDifference, logDifference, pOfAtMost, pOfNone } from './log-difference.ts';
import { MIN_ROUNDS } from './median-interval.ts';
import { type RunUnits, unitKind, unitsOf, valuesOf } from './run-units.ts';

export interface CompareRuns {
  /** Metrics by name; the scenario's own measure of a whole operation when absent (`wholeMetric`). */
  readonly metrics?: readonly string[];
  /** Marks cells that are surely slower by more than this share: 0.1 is 10 %. */
  readonly limit?: number;
}

type Metric = ScenarioRecord['metrics'][number];
type Draft = Omit<CellChange, 'pAdjusted' | 'verdict' | 'beyond'> & { readonly difference: LogDifference };

/**
 * Cell by cell what changed from runs A to runs B. Rounds of different runs have nothing in common that could cancel, so they are not
 * paired. With one run a side the interval comes from its rounds: what another day or another host would change is not in it. With
 * several the run is the unit, and it is. Holm's family is every cell and metric that may get a verdict. Pure, and free of imports
 * that a browser lacks.
 */
export function compareRuns(
  a: readonly RunRecord[],
  b: readonly RunRecord[],
  { metrics, limit }: CompareRuns = {},
): RunComparison {
  const scenarios = new Map([...b, ...a].flatMap((run) => run.scenarios).map((scenario) => [scenario.id, scenario]));
  const drafts: Draft[] = [];
  const notCompared: NotCompared[] = [];
  for (const match of matchCells(a, b)) {
    const { cell } = match;
    const reason = whyNot(match);
    const scenario = scenarios.get(cell.scenario);
    const wanted = scenario ? metricsOf(scenario, metrics) : [];
    if (reason) notCompared.push({ cell: cell.id, ...reason });
    else if (wanted.length === 0) notCompared.push({ cell: cell.id, why: 'NoMetric' });
    else
      for (const metric of wanted) {
        const draft = draftOf(match, metric, a, b);
        if ('why' in draft) notCompared.push({ cell: cell.id, metric: metric.name, ...draft });
        else drafts.push(draft);
      }
  }
  const idsOf = (runs: readonly RunRecord[]) => runs.map(({ id }) => id);
  return {
    changes: judged(drafts, limit).sort(byWeight),
    notCompared,
    metrics: [...scenarios.values()].flatMap((scenario) =>
      metricsOf(scenario, metrics).map(({ name, title }) => ({ scenario: scenario.id, metric: name, title })),
    ),
    caveats: caveatsOf(a, b),
    runs: { a: idsOf(a), b: idsOf(b) },
  };
}

/** What a scenario says of a whole operation: the time it ranks everything by, else the first thing it ranks, else its first metric. */
export function wholeMetric({ metrics, views }: ScenarioRecord): Metric | undefined {
  const ranked = views.flatMap((view) => {
    const metric = view.kind === 'ranking' && metrics.find(({ name }) => name === view.metric);
    return metric ? [{ metric, whole: view.where === undefined && metric.better === 'lower' }] : [];
  });
  return (ranked.find(({ whole }) => whole) ?? ranked[0])?.metric ?? metrics[0];
}

function metricsOf(scenario: ScenarioRecord, names: readonly string[] | undefined): readonly Metric[] {
  if (names) return scenario.metrics.filter(({ name }) => names.includes(name));
  return [wholeMetric(scenario)].filter((metric) => metric !== undefined);
}

/** Why a cell has no numbers on one side or on both. */
function whyNot({ a, b }: CellMatch): Omit<NotCompared, 'cell'> | undefined {
  const [ofA, ofB] = [a, b].map((side) => side.filter((cell) => cell !== undefined)) as [CellResult[], CellResult[]];
  if (ofB.length === 0) return { why: 'OnlyInA', side: 'a' };
  if (ofA.length === 0) return { why: 'OnlyInB', side: 'b' };
  const [reasonA, reasonB] = [ofA, ofB].map(unusable);
  if (reasonA || reasonB) {
    const both = reasonA && reasonB && reasonA.why === reasonB.why;
    const reason = reasonB ?? reasonA;
    return reason && { ...reason, ...(!both && { side: reasonB ? ('b' as const) : ('a' as const) }) };
  }
  const moved = movedBetween([...ofA, ...ofB].filter((cell) => cell.n > 0));
  return moved && { why: moved };
}

/** Undefined as soon as one run of the side has numbers that may be compared. */
function unusable(side: readonly CellResult[]): { readonly why: WhyNot; readonly detail?: string } | undefined {
  const reasons = side.map((cell): { readonly why: WhyNot; readonly detail?: string } | undefined => {
    if (cell.impossible !== undefined) return { why: 'Impossible', detail: cell.impossible };
    if (cell.n === 0 && cell.failed !== undefined) return { why: 'Failed', detail: cell.failed };
    if (cell.n === 0)
      return cell.failures > 0 ? { why: 'Failed', detail: Object.keys(cell.errors).join(', ') } : { why: 'NotMeasured' };
    if (mostFailed(cell)) return { why: 'MostFailed', detail: `${cell.failures} of ${cell.n + cell.failures} operations failed` };
    return undefined;
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
}

const mostFailed = ({ n, failures }: CellResult) => failures > MOST_FAILED * (n + failures);

function draftOf(
  match: CellMatch,
  metric: Metric,
  a: readonly RunRecord[],
  b: readonly RunRecord[],
): Draft | { readonly why: WhyNot; readonly side?: 'a' | 'b' } {
  const sides = { a: sideOf(a, match.a, metric.name), b: sideOf(b, match.b, metric.name) };
  for (const side of ['a', 'b'] as const) {
    const { why } = sides[side];
    if (why) return { why, side };
  }
  const kind = unitKind({ a: a.length, b: b.length }, [...sides.a.units, ...sides.b.units]);
  const [x, y] = [valuesOf(sides.a.units, kind), valuesOf(sides.b.units, kind)];
  const difference = logDifference(x, y);
  if (!difference) return { why: 'TooFewValues' };
  const slower = metric.better === 'lower' ? difference : { ...difference, mean: -difference.mean };
  const [low, high] = intervalOf(slower).map(Math.exp) as [number, number];
  const fewest = (units: readonly RunUnits[]) => Math.min(...units.map(({ rounds }) => rounds));
  const { cell } = match;
  return {
    cell: cell.id,
    scenario: cell.scenario,
    axes: cell.axes,
    metric: metric.name,
    unit: metric.unit,
    a: geometricMean(x),
    b: geometricMean(y),
    ratio: Math.exp(slower.mean),
    low,
    high,
    p: pOfNone(slower),
    units: { kind, a: x.length, b: y.length },
    rounds: { a: fewest(sides.a.units), b: fewest(sides.b.units) },
    difference: slower,
  };
}

/** What the runs of one side have of a metric of a cell, or why none has. */
function sideOf(runs: readonly RunRecord[], cells: CellMatch['a'], metric: string) {
  const units: RunUnits[] = [];
  let why: WhyNot = 'NoMetric';
  runs.forEach((run, at) => {
    const cell = cells[at];
    if (!cell || cell.n === 0 || mostFailed(cell)) return;
    const own = unitsOf(run, cell, metric);
    if (typeof own === 'string') why = own;
    else units.push(own);
  });
  return { units, ...(units.length === 0 && { why }) };
}

const geometricMean = (logs: readonly number[]) => Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);

/** A verdict needs six rounds on both sides, an adjusted p below 5 % and a ratio of 1.05 either way. */
function judged(drafts: readonly Draft[], limit: number | undefined): CellChange[] {
  const enough = drafts.map(({ rounds }) => Math.min(rounds.a, rounds.b) >= MIN_ROUNDS);
  const adjusted = (pOf: (draft: Draft) => number) => {
    const values = holm(drafts.filter((_, i) => enough[i]).map(pOf)).values();
    return enough.map((may) => (may ? (values.next().value ?? 1) : 1));
  };
  const equal = adjusted(({ p }) => p);
  const within = limit === undefined ? [] : adjusted(({ difference }) => pOfAtMost(difference, Math.log(1 + limit)));
  return drafts.map(({ difference: _, ...draft }, i) => {
    const pAdjusted = equal[i] as number;
    const sure = pAdjusted < ALPHA && Math.max(draft.ratio, 1 / draft.ratio) >= LEAST_RATIO;
    const verdict = !sure ? '~' : draft.ratio > 1 ? 'slower' : 'faster';
    return { ...draft, pAdjusted, verdict, ...(limit !== undefined && { beyond: (within[i] as number) < ALPHA }) };
  });
}

const ORDER = { slower: 0, faster: 1, '~': 2 } as const;
const byWeight = (x: CellChange, y: CellChange) =>
  ORDER[x.verdict] - ORDER[y.verdict] || Math.abs(Math.log(y.ratio)) - Math.abs(Math.log(x.ratio));
