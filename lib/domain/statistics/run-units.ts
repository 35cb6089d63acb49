import type { CellResult, RunRecord } from '../run.ts';

/** What scatters: rounds of a run, hosts of a run that measured with several of a type, or runs. */
export type UnitKind = 'round' | 'host' | 'run';

/** One cell in one run: logarithms of its round medians, a list for each host that measured it. */
export interface RunUnits {
  readonly hosts: readonly (readonly number[])[];
  /** Fewest rounds that any of these hosts has. */
  readonly rounds: number;
}

/**
 * Round medians of a metric by host. `NotPositive`: a median of 0 has no logarithm. `HostsUnknown`: several hosts measured the cell, and
 * rounds are missing so that nobody can say whose they were.
 */
export function unitsOf(
  run: RunRecord,
  cell: CellResult,
  metric: string,
): RunUnits | 'NoMetric' | 'NotPositive' | 'HostsUnknown' {
  const medians = cell.metrics[metric]?.rounds ?? [];
  if (medians.length === 0) return 'NoMetric';
  if (medians.some((median) => !(median > 0))) return 'NotPositive';
  const logs = medians.map(Math.log);
  const hosts = hostsOf(run, cell);
  if (hosts === 1) return { hosts: [logs], rounds: logs.length };
  // The record joins the rounds of all hosts in the order of hosts, and leaves out those that a host lacks.
  const each = run.rounds.planned;
  if (logs.length !== hosts * each) return 'HostsUnknown';
  return { hosts: Array.from({ length: hosts }, (_, host) => logs.slice(host * each, (host + 1) * each)), rounds: each };
}

/** How many hosts of its type measured a cell. */
function hostsOf({ lanes }: RunRecord, { axes }: CellResult): number {
  const own = lanes.filter(
    ({ host, site }) => (axes.host === undefined || axes.host === host) && (axes.site === undefined || axes.site === site),
  );
  return Math.max(1, ...own.map(({ instance = 1 }) => instance));
}

/** The values of one side and what they are of: several runs make the run the unit, several hosts the host, and otherwise the round. */
export function valuesOf(side: readonly RunUnits[], kind: UnitKind): readonly number[] {
  if (kind === 'round') return side.flatMap(({ hosts }) => hosts.flat());
  const means = side.map(({ hosts }) => hosts.map(mean));
  return kind === 'host' ? means.flat() : means.map(mean);
}

export function unitKind(runs: { readonly a: number; readonly b: number }, units: readonly RunUnits[]): UnitKind {
  if (runs.a > 1 || runs.b > 1) return 'run';
  return units.some(({ hosts }) => hosts.length > 1) ? 'host' : 'round';
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
